import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { openStore } from './store.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('waits for the rest of a group where many write at once, and not where one writes alone', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const store = openStore(':memory:', 'NORMAL')
  let done = 0
  const write = async (count: number) => {
    for (let n = 0; n < count; n++)
      store.writer.submit(
        () => {},
        () => {
          done += 1
        },
      )
    await turn()
    return done
  }
  for (let round = 1; round <= 10; round++) expect(await write(16)).toBe(round * 16)
  expect(await write(8)).toBe(160)
  expect(await write(8)).toBe(176)

  expect(await write(1)).toBe(176)
  vi.advanceTimersByTime(1)
  await turn()
  expect(done).toBe(177)
  expect(await write(1)).toBe(178)
  store.close()
})
