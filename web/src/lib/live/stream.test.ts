import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followStream, type StreamStatus } from './stream.ts'

const opened: FakeSource[] = []

/** A stream whose server the test plays. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2
  readyState = 1
  onopen = () => {}
  onerror = () => {}
  readonly address: string
  constructor(address: string) {
    super()
    this.address = address
    opened.push(this)
  }
  close(): void {
    this.readyState = FakeSource.CLOSED
  }
  say(kind: string, data: object, lastEventId: string): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId }))
  }
  refuse(): void {
    this.close()
    this.onerror()
  }
}

let status: StreamStatus[]
let said: object[]
const follow = () =>
  followStream({
    addressAt: (after) => `/live?after=${after}`,
    after: 4,
    on: { row: (data: object) => said.push(data) },
    onstatus: (now) => status.push(now),
  })
const answerWith = (code: number) => vi.stubGlobal('fetch', async () => new Response(null, { status: code }))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeSource)
  opened.length = 0
  status = []
  said = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a refused stream is opened again from the last id that was heard', async () => {
  answerWith(200)
  follow()
  opened[0]?.say('row', { n: 1 }, '9')
  opened[0]?.refuse()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(opened.map(({ address }) => address)).toEqual(['/live?after=4', '/live?after=9'])
  expect(said).toEqual([{ n: 1 }])
})

test('one who is signed out is told so, and nothing is asked again', async () => {
  answerWith(401)
  follow()
  opened[0]?.refuse()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([opened.length, status]).toEqual([1, ['lost', 'signed-out']])
})

test('a break that the browser mends by itself is left to it', async () => {
  answerWith(200)
  follow()
  opened[0]?.onerror()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([opened.length, status]).toEqual([1, ['lost']])
})

test.each(['before the answer', 'after it'])('a stop ends it, also %s to why it was refused', async (when) => {
  answerWith(200)
  const stop = follow()
  opened[0]?.refuse()
  if (when === 'after it') await vi.advanceTimersByTimeAsync(1)
  stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([opened.length, status]).toEqual([1, ['lost', 'idle']])
})
