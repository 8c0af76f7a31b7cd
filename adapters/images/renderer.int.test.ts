import { afterEach, expect, test } from 'vitest'
import { renderCard } from './card.ts'
import { createRenderer, type Renderer } from './renderer.ts'
import { factsWith } from './samples.ts'

let renderer: Renderer
afterEach(() => renderer.close())

test('the worker draws what the function draws, and answers each with its own', async () => {
  renderer = createRenderer()
  const asked = [factsWith(), factsWith({ title: '여름' })]
  const [usual, summer] = await Promise.all(asked.map((facts) => renderer.render(facts, 'wide')))
  expect(usual?.equals(renderCard(factsWith(), 'wide'))).toBe(true)
  expect(summer?.equals(renderCard(factsWith({ title: '여름' }), 'wide'))).toBe(true)
})

test('the event loop goes on while it draws', async () => {
  renderer = createRenderer()
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  await renderer.render(factsWith(), 'square')
  clearInterval(timer)
  expect(turns).toBeGreaterThan(1)
})

test('what cannot be drawn is refused by itself, and the next is drawn', async () => {
  renderer = createRenderer()
  await expect(renderer.render(factsWith(), 'round' as never)).rejects.toThrow('could not be drawn')
  expect((await renderer.render(factsWith(), 'wide')).length).toBeGreaterThan(1_000)
})

test('who would wait too long for a picture is told to come back', async () => {
  renderer = createRenderer()
  const asked = Array.from({ length: 70 }, (_, n) => renderer.render(factsWith({ title: `이벤트 ${n}` }), 'square'))
  const answers = await Promise.allSettled(asked)
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []))
  // Nothing is known yet of how long one takes: a tenth of a second is assumed, and five seconds are the most.
  expect(refused).toEqual(Array(20).fill('UNAVAILABLE'))
})

test('what many pictures took is given back', async () => {
  renderer = createRenderer(Number.POSITIVE_INFINITY)
  const before = process.memoryUsage.rss()
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => renderer.render(factsWith({ title: `이벤트 ${n}` }), 'square')),
  )
  // Each takes some 9 MiB while it is drawn.
  expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(350)
})

test('closing refuses what waits and what comes after', async () => {
  renderer = createRenderer()
  const waiting = expect(renderer.render(factsWith(), 'square')).rejects.toThrow('the picture worker ended')
  await renderer.close()
  await waiting
  await expect(renderer.render(factsWith(), 'square')).rejects.toThrow('closed')
})
