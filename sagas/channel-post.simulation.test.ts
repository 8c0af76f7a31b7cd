import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Answer, createWorld, type World } from './channel-post.harness.ts'

const ticks = () => new Promise<void>((resolve) => setImmediate(resolve))
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'tell' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(9),
      answer: fc.constantFrom<Answer[]>('works', 'works-silently', 'fails-silently', 'unavailable', 'rejected'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('timer' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take-down' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), arrives: fc.boolean() }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function make(world: World, one: Step): Promise<void> {
  if (one.do === 'tell') world.tell()
  if (one.do === 'answer') world.open[one.which % Math.max(1, world.open.length)]?.settle(one.answer)
  if (one.do === 'retry') world.person('RetryChannel')
  if (one.do === 'take-down') world.person('TakeDownPosts')
  if (one.do === 'crash') world.crash(one.arrives)
  if (one.do === 'timer') due(world)
  await ticks()
}

/** The next timer. A try may outlast even the wait of a take-down: behind a full queue, or in a process that was frozen. */
function due({ story, startAll }: World): void {
  const [next] = story.timers()
  if (!next) return
  story.due(next)
  startAll()
}

/** From now on everything answers; the saga comes to rest. */
async function settle(world: World): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const before = `${world.story.log.length}/${world.open.length}`
    while (world.tell()) await ticks()
    for (const { settle: answer } of [...world.open]) answer('works')
    await ticks()
    const { state } = world.target()
    if (!world.tell() && world.open.length === 0 && !['published', 'taken-down'].includes(state)) due(world)
    await ticks()
    quiet = before === `${world.story.log.length}/${world.open.length}` ? quiet + 1 : 0
  }
}

const answer = (given: Answer, which = 0): Step => ({ do: 'answer', which, answer: given })
const tell: Step = { do: 'tell' }
const timer: Step = { do: 'timer' }
/** Two questions are out; the second answer comes when the next try is under way. */
const SLOW_FINDS = [
  ...[tell, answer('fails-silently'), answer('works'), tell, timer, timer, answer('works'), tell, timer],
  ...[answer('works'), tell, timer],
]
/** After a crash the try asks first, and a take-down ends before the answer comes. */
const TAKEN_DOWN_MEANWHILE: Step[] = [tell, { do: 'crash', arrives: false }, { do: 'take-down' }, tell, timer]

/** The take-down finds nothing, since the try is still under way; then that comes through, told or untold. */
const comesLate = (how: Answer): Step[] => [
  ...[tell, { do: 'take-down' } as const, tell, timer, answer('works', 1), answer('works', 1), tell, answer(how)],
]

test('whatever the channel does and whenever the process dies: never two posts, none lost, none left after a take-down', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const world = createWorld()
      for (const one of steps) {
        await make(world, one)
        expect(world.channelSide.mostPublishing).toBeLessThanOrEqual(1)
      }
      await settle(world)
      expect(world.story.replayed()).toEqual(world.story.lived())
      expect(world.channelSide.made).toBeLessThanOrEqual(1)
      const { state } = world.target()
      const expected: Record<string, number> = { published: 1, failed: 0, 'taken-down': 0 }
      expect(Object.keys(expected)).toContain(state)
      expect([state, world.channelSide.live]).toEqual([state, expected[state]])
    }),
    {
      numRuns: 400,
      examples: [[SLOW_FINDS], [TAKEN_DOWN_MEANWHILE], [comesLate('works')], [comesLate('works-silently')]],
    },
  )
})
