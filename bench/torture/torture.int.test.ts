import { expect, it } from 'vitest'
import { SERVERS, torture } from './torture.ts'

it.each(SERVERS)(
  '%s loses and doubles nothing, though it is killed twice',
  { timeout: 120_000 },
  async (server) => {
    const { findings, counts } = await torture(server, 2, Math.floor(Math.random() * 1e6))
    expect(findings).toEqual([])
    for (const name of ['appends acknowledged', 'writes acknowledged', 'messages published'])
      if (name in counts) expect(counts[name]).toBeGreaterThan(2)
    expect(Object.keys(counts)).not.toEqual([])
  },
)
