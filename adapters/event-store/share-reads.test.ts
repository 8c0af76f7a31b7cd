import { expect, test } from 'vitest'
import { shareReads } from './share-reads.ts'

/** Reads that end when the test says so, in the order in which they began. */
function heldReads() {
  const begun: { key: string; end: PromiseWithResolvers<string> }[] = []
  const read = shareReads((key) => {
    const end = Promise.withResolvers<string>()
    begun.push({ key, end })
    return end.promise
  })
  return { read, begun }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('who asks while a read is under way shares the next one with everybody who asks meanwhile', async () => {
  const { read, begun } = heldReads()
  const first = read('a')
  const [second, third] = [read('a'), read('a')]
  const other = read('b')
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b'])
  begun[0]?.end.resolve('before')
  expect(await first).toBe('before')
  await settled()
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b', 'a'])
  const fourth = read('a')
  begun[2]?.end.resolve('after')
  expect(await Promise.all([second, third])).toEqual(['after', 'after'])
  await settled()
  begun[3]?.end.resolve('last')
  begun[1]?.end.resolve('b')
  expect(await Promise.all([fourth, other])).toEqual(['last', 'b'])
})

test('a read that fails is told to those who share it, and not to those who wait for the next', async () => {
  const { read, begun } = heldReads()
  const first = read('a')
  const second = read('a')
  begun[0]?.end.reject(new Error('cut off'))
  await expect(first).rejects.toThrow('cut off')
  await settled()
  begun[1]?.end.resolve('there')
  expect(await second).toBe('there')
})
