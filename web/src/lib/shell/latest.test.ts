import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { latest } from './latest.ts'

const PAUSE_MS = 150
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Questions that are answered by hand. */
function byHand() {
  const asked: string[] = []
  const told: unknown[] = []
  const answer = new Map<string, PromiseWithResolvers<string>>()
  const find = (question: string) => {
    asked.push(question)
    const promise = Promise.withResolvers<string>()
    answer.set(question, promise)
    return promise.promise
  }
  const take = (value: unknown) => void told.push(value)
  return { asked, told, answer, looking: latest(PAUSE_MS, find, take, take) }
}
const flushed = () => vi.advanceTimersByTimeAsync(0)

test('asks once, for what was typed last', async () => {
  const { asked, looking } = byHand()
  for (const letter of ['l', 'la', 'lat']) {
    looking.ask(letter)
    await vi.advanceTimersByTimeAsync(PAUSE_MS - 1)
  }
  expect(asked).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toEqual(['lat'])
})

test('a late answer, or a late failure, never replaces a newer one', async () => {
  const { answer, told, looking } = byHand()
  for (const question of ['old', 'broken', 'new']) {
    looking.ask(question)
    await vi.advanceTimersByTimeAsync(PAUSE_MS)
  }
  answer.get('new')?.resolve('newer')
  await flushed()
  answer.get('old')?.resolve('older')
  answer.get('broken')?.reject(new Error('late'))
  await flushed()
  expect(told).toEqual(['newer'])
})

test('a failure of the newest is told, and nothing that is forgotten', async () => {
  const { asked, answer, told, looking } = byHand()
  looking.ask('a')
  await vi.advanceTimersByTimeAsync(PAUSE_MS)
  answer.get('a')?.reject('no connection')
  await flushed()
  expect(told).toEqual(['no connection'])
  looking.ask('b')
  await vi.advanceTimersByTimeAsync(PAUSE_MS)
  looking.forget()
  answer.get('b')?.resolve('found')
  looking.ask('c')
  looking.forget()
  await vi.advanceTimersByTimeAsync(PAUSE_MS)
  expect([asked, told]).toEqual([['a', 'b'], ['no connection']])
})
