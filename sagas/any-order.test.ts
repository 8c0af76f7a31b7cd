import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, later, NOW, recorded, type Story } from './harness.ts'
import { sagas } from './sagas.ts'

const IDS: Record<string, string> = {
  'promotion-lifecycle': 'p1',
  'recommendation-pipeline': 'r1',
  'channel-post': 'd1.instagram',
  'content-pipeline': 'c1',
  'knowledge-indexing': 'doc1',
  'consultation-check': 'c1',
}

/** What may happen to an instance: an event, a timer that is due or was, an effect done, time passing. */
type Move =
  | { kind: 'event'; which: number; name: number }
  | { kind: 'timer' | 'stale'; which: number }
  | { kind: 'done'; which: number }
  | { kind: 'wait'; ms: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('event' as const), which: fc.nat(99), name: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('timer' as const, 'stale' as const), which: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('done' as const), which: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(7_200_000) }) },
)
const pick = <T>(items: readonly T[], which: number): T | undefined => items[which % items.length]

/** The events of the golden file that a saga has a route for, with changes that matter to its timers. */
function eventsOf(types: readonly string[]) {
  const changes = [
    {},
    { until: later(NOW, 60_000), retryAt: later(NOW, -60_000), changes: { endsAt: later(NOW, 5_000) } },
  ]
  return types.flatMap((type) => changes.map((change) => past(type as never, change)))
}

function play(story: Story, events: ReturnType<typeof eventsOf>, moves: readonly Move[]): void {
  for (const [turn, one] of moves.entries()) {
    const before = story.log.length
    if (one.kind === 'wait') story.world.now = later(story.world.now, one.ms)
    if (one.kind === 'timer') twice(story, pick(story.timers(), one.which))
    if (one.kind === 'stale') twice(story, pick(story.everSet, one.which))
    if (one.kind === 'done') story.done(pick([...story.instance.pending.keys()], one.which) ?? 'none')
    if (one.kind !== 'event') continue
    const event = recorded(pick(events, one.which) ?? past('PostFailed'), `${one.which}/${turn > 20 ? one.name : turn}`)
    story.see(event)
    const after = story.log.length
    story.see(event)
    expect(story.log).toHaveLength(after)
    if (story.lived().snapshot?.status === 'done' && before > 0) expect(story.timers()).toEqual([])
  }
}

function twice(story: Story, timer: Story['everSet'][number] | undefined): void {
  if (!timer) return
  story.due(timer)
  const after = story.log.length
  story.due(timer)
  expect(story.log).toHaveLength(after)
}

describe.each(sagas.map((saga) => [saga.name, saga] as const))('%s', (name, saga) => {
  const events = eventsOf(Object.keys(saga.routes))
  const moves = fc.array(move, { maxLength: 40 })

  test('takes any events in any order any number of times, and reads the same from its log', () => {
    fc.assert(
      fc.property(moves, (chosen) => {
        const story = follow(saga, String(IDS[name]))
        play(story, events, chosen)
        expect(story.replayed()).toEqual(story.lived())
      }),
      { numRuns: 120 },
    )
  })

  test('once it is done it stays so, whatever comes', () => {
    fc.assert(
      fc.property(moves, moves, (chosen, more) => {
        const story = follow(saga, String(IDS[name]))
        play(story, events, chosen)
        if (story.lived().snapshot?.status !== 'done') return
        const end = story.lived()
        play(story, events, more)
        expect({ ...story.lived(), pending: [] }).toEqual({ ...end, pending: [] })
      }),
      { numRuns: 60 },
    )
  })
})
