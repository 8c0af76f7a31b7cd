import { expect, test } from 'vitest'
import { createPictures } from './pictures.ts'
import { factsWith } from './samples.ts'

/** A renderer that counts, and gives ten bytes a picture. */
function counting(maxBytes?: number) {
  const drawn: string[] = []
  const render = async ({ title }: { title: string }) => {
    drawn.push(title)
    if (title === 'broken') throw new Error('no ink')
    return Buffer.alloc(10, title)
  }
  return { drawn, pictures: createPictures({ render, close: async () => {} }, maxBytes) }
}

test('a picture is drawn once, also when many ask at the same time', async () => {
  const { drawn, pictures } = counting()
  const ask = (title: string) => pictures.of(factsWith({ title }), 'square').png()
  const [first, second] = await Promise.all([ask('a'), ask('a'), ask('b')])
  expect(first).toEqual(second)
  expect(await ask('a')).toEqual(Buffer.alloc(10, 'a'))
  expect(drawn).toEqual(['a', 'b'])
})

test('the tag says what is on the picture, before anything is drawn', () => {
  const { drawn, pictures } = counting()
  const tag = (title: string, size: 'square' | 'wide' = 'square') => pictures.of(factsWith({ title }), size).etag
  expect(tag('a')).toMatch(/^"[\w-]{27}"$/)
  expect(tag('a')).toBe(tag('a'))
  expect(new Set([tag('a'), tag('b'), tag('a', 'wide')]).size).toBe(3)
  expect(drawn).toEqual([])
})

test('the pictures that nobody asked for longest go first', async () => {
  const { drawn, pictures } = counting(20)
  for (const title of ['a', 'b', 'a', 'c', 'a', 'b']) await pictures.of(factsWith({ title }), 'square').png()
  expect(drawn).toEqual(['a', 'b', 'c', 'b'])
})

test('a failure is told to everyone who waits, and not kept', async () => {
  const { drawn, pictures } = counting()
  const ask = () => pictures.of(factsWith({ title: 'broken' }), 'square').png()
  const [first, second] = await Promise.allSettled([ask(), ask()])
  expect([first.status, second.status]).toEqual(['rejected', 'rejected'])
  await expect(ask()).rejects.toThrow('no ink')
  expect(drawn).toHaveLength(2)
})
