import { expect, it } from 'vitest'
import { SERVERS, torture } from './torture.ts'

const LOADS = { eventstore: 'appends acknowledged', mongo: 'writes acknowledged', nats: 'messages published' }

it.each(SERVERS)('%s loses and doubles nothing, though it is killed twice', { timeout: 180_000 }, async (server) => {
  const seed = Math.floor(Math.random() * 1e6)
  const { findings, counts } = await torture(server, 2, seed)
  expect(findings, `seed ${seed}`).toEqual([])
  expect(counts['times killed']).toBe(2)
  expect(counts[LOADS[server]]).toBeGreaterThan(2)
})
