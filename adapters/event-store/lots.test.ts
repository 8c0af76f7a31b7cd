import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inLots } from './lots.ts'

const LIVE = 'live'
const source = () => new PassThrough({ objectMode: true, highWaterMark: 8 })
const lotsOf = (stream: PassThrough) => inLots<number | typeof LIVE>(stream, (item) => item === LIVE)

async function write(stream: PassThrough, items: readonly (number | typeof LIVE)[]): Promise<void> {
  for (const item of items) if (!stream.write(item)) await new Promise((resolve) => stream.once('drain', resolve))
}

it('gives everything once and in order, however it comes and however slow its reader is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(), { maxLength: 1_500 }), { maxLength: 4 }),
      fc.nat(2),
      async (parts, ms) => {
        const stream = source()
        const writing = (async () => {
          for (const part of parts) {
            await write(stream, part)
            await delay(ms)
          }
          stream.end()
        })()
        const seen: unknown[] = []
        for await (const lot of lotsOf(stream)) {
          seen.push(...lot)
          await delay(ms)
        }
        await writing
        expect(seen).toEqual(parts.flat())
      },
    ),
    { numRuns: 30 },
  )
})

it('fills a lot first while it is behind, and gives what is there once it is live', async () => {
  const stream = source()
  const reading = lotsOf(stream)
  const first = reading.next()
  // In one turn of the event loop, so that no timer comes between.
  for (let number = 0; number < 1_000; number += 1) stream.write(number)
  expect((await first).value).toHaveLength(1_000)
  for (const item of [1, 2, LIVE]) stream.write(item)
  expect((await reading.next()).value).toEqual([1, 2, LIVE])
  stream.write(3)
  expect((await reading.next()).value).toEqual([3])
  await reading.return(undefined)
  expect(stream.destroyed).toBe(true)
})

it('does not wait for ever for a lot to fill', async () => {
  const stream = source()
  const reading = lotsOf(stream)
  stream.write(1)
  expect((await reading.next()).value).toEqual([1])
  await reading.return(undefined)
})

it('takes no more than two lots ahead of its reader', async () => {
  const stream = source()
  const reading = lotsOf(stream)
  stream.write(0)
  await reading.next()
  let written = 0
  const writing = (async () => {
    for (; written < 5_000; written += 1) await write(stream, [written])
  })()
  await delay(50)
  expect(written).toBeLessThan(2_100)
  let seen = 0
  while (seen < 5_000) seen += (await reading.next()).value?.length ?? Number.NaN
  await writing
  await reading.return(undefined)
})

it.each([
  ['and closed', (stream: PassThrough) => void stream.destroy(new Error('gone'))],
  ['and left open', (stream: PassThrough) => void stream.emit('error', new Error('gone'))],
])('gives what came before a failure that is told %s, then the failure', async (_, fail) => {
  const stream = source()
  const reading = lotsOf(stream)
  await write(stream, [1, 2])
  setTimeout(fail, 1, stream)
  expect((await reading.next()).value).toEqual([1, 2])
  await expect(reading.next()).rejects.toThrow('gone')
})

it('ends when its stream is closed without a word', async () => {
  const stream = source()
  const reading = lotsOf(stream)
  setTimeout(() => stream.destroy(), 1)
  expect(await reading.next()).toEqual({ done: true, value: undefined })
})
