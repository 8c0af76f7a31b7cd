import { describe, expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { channelPost } from './channel-post.ts'
import { follow, later, NOW, nextTimer, recorded, type Story } from './harness.ts'
import type { Effect } from './saga.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const begun = (endsAt = later(NOW, DAY)) => {
  const request = past('DistributionRequested')
  const targets = (request.data.targets as { channel: string; content: object }[]).map((target) => ({
    ...target,
    content: { ...target.content, endsAt },
  }))
  const story = follow(channelPost, 'd1.instagram')
  return { story, effects: story.see(recorded(past('DistributionRequested', { targets }))) }
}
const told = (...events: ReturnType<typeof past>[]) => {
  const { story } = begun()
  for (const event of events) story.see(recorded(event))
  return story
}
const fact = (type: Parameters<typeof past>[0], changes = {}) => recorded(past(type, changes))
const publish = (more = {}) =>
  expect.objectContaining({ type: 'publish-post', askFirst: false, attempt: 1, maxAttempts: 3, ...more })
const FIND = expect.objectContaining({ type: 'find-post' })
const ALARM = expect.objectContaining({ type: 'command', input: expect.objectContaining({ type: 'PostOverdue' }) })
const MEASURE = expect.objectContaining({ type: 'measure-post', postId: '18000000000000001' })
const remove = (more = {}) => expect.objectContaining({ type: 'take-down-post', lastTry: false, ...more })

/** Lets timers come due until something is asked for. */
function untilAsked(story: Story, most = 5): Effect[] {
  for (let i = 0; i < most; i += 1) {
    const effects = nextTimer(story)
    if (effects.length > 0) return effects
  }
  return []
}

describe('publishing', () => {
  test('begins with the distribution, for its own channel only', () => {
    const { story, effects } = begun()
    expect(effects).toEqual([publish({ channel: 'instagram', distributionId: 'd1' })])
    expect(story.see(fact('PostFailed', { channel: 'kakao' }))).toEqual([])
  })

  test('the second of two steps is taken with the handle of the first', () => {
    const { story } = begun()
    expect(story.see(fact('PostPrepared'))).toEqual([publish({ handle: '17900000000000001' })])
    const again = story.see(fact('PostPrepared', { handle: 'another' }))
    expect(again).toEqual([publish({ handle: 'another', attempt: 2 })])
  })

  test('is tried three times, each after its pause', () => {
    const { story } = begun()
    for (const attempt of [1, 2]) {
      const retryAt = later(story.world.now, attempt * 1_000)
      expect(story.see(fact('PostDelayed', { attempt, retryAt }))).toEqual([])
      expect(story.timers()).toMatchObject([{ dueAt: retryAt }])
      expect(nextTimer(story)).toEqual([publish({ attempt: attempt + 1 })])
    }
    expect(story.see(fact('PostFailed', { attempt: 3 }))).toEqual([])
    expect([story.state(), story.timers()]).toEqual(['failed', []])
  })

  test('waits for the end of the quiet hours', () => {
    const { story } = begun()
    const until = later(NOW, 8 * 60 * MINUTE)
    story.see(fact('PostHeld', { until }))
    expect(story.timers()).toMatchObject([{ dueAt: until }])
    expect(nextTimer(story)).toEqual([publish()])
  })

  test('raises an alarm when nothing has come of it in a minute, and still takes what comes then', () => {
    const { story } = begun()
    expect(nextTimer(story)).toEqual([ALARM])
    expect(story.timers()).toEqual([])
    expect(story.replayed()).toEqual(story.lived())
    story.see(fact('PostPublished'))
    expect(story.state()).toEqual({ published: 'waiting' })
  })

  test('a hand-over waits for the merchant, without a timer', () => {
    const story = told(past('PostHandedOver'))
    expect([story.state(), story.timers()]).toEqual(['handedOver', []])
    story.see(fact('PostPublished', { postId: 'https://blog.example/1', costWon: 0 }))
    expect([story.state(), story.timers()]).toEqual([{ published: 'unmeasured' }, []])
  })

  test('a skipped channel rests', () => {
    expect(told(past('PostSkipped')).timers()).toEqual([])
  })
})

describe('an unknown outcome', () => {
  test('settles, is asked for at growing distances, and raises one alarm', () => {
    const story = told(past('PostUnconfirmed'))
    const asks: number[] = []
    const alarms: number[] = []
    while (Date.parse(story.world.now) < Date.parse(NOW) + 60 * MINUTE) {
      const [effect] = nextTimer(story)
      const after = (Date.parse(story.world.now) - Date.parse(NOW)) / 1_000
      ;(effect?.type === 'find-post' ? asks : alarms).push(after)
    }
    expect(asks.slice(0, 5)).toEqual([3, 9, 21, 45, 93])
    expect(alarms).toEqual([60])
  })

  test.each([
    ['found', past('PostPublished'), { published: 'waiting' }],
    ['absent, with tries left', past('PostDelayed', { retryAt: later(NOW, 4_000) }), 'delayed'],
    ['absent, with none left', past('PostFailed'), 'failed'],
  ])('ends when it is %s', (_, answer, state) => {
    const story = told(past('PostUnconfirmed'))
    expect(nextTimer(story)).toEqual([FIND])
    story.see(recorded(answer))
    expect(story.state()).toEqual(state)
  })
})

describe('a retry by a person', () => {
  test('asks first, and has three tries of its own', () => {
    const story = told(past('PostFailed', { attempt: 3 }))
    expect(story.see(fact('ChannelRetried'))).toEqual([publish({ askFirst: true, attempt: 2, maxAttempts: 4 })])
    story.see(fact('PostDelayed', { attempt: 2, retryAt: later(NOW, 1_000) }))
    expect(nextTimer(story)).toEqual([publish({ attempt: 3, maxAttempts: 4 })])
  })

  test('of an unconfirmed post numbers its try anew, so that a late answer about the old one is told apart', () => {
    const story = told(past('PostUnconfirmed'))
    expect(story.see(fact('ChannelRetried'))).toEqual([publish({ askFirst: true, attempt: 2, maxAttempts: 4 })])
    expect(story.state()).toBe('publishing')
  })
})

describe('measuring', () => {
  test('backs off, and stops a day after the end', () => {
    const { story } = begun(later(NOW, 2 * DAY))
    story.see(fact('PostPublished'))
    const times: number[] = []
    while (story.timers().length > 0) {
      expect(nextTimer(story)).toEqual([MEASURE])
      times.push(Date.parse(story.world.now) - Date.parse(NOW))
    }
    expect(times.slice(0, 5).map((ms) => ms / 1_000)).toEqual([5, 25, 85, 385, 685])
    const gaps = times.map((ms, index) => ms - (times[index - 1] ?? 0))
    expect(Math.max(...gaps)).toBe(60 * MINUTE)
    expect(times.at(-1)).toBeGreaterThan(3 * DAY)
    expect(times.at(-1)).toBeLessThan(3 * DAY + 61 * MINUTE)
    expect(story.state()).toEqual({ published: 'unmeasured' })
  })
})

describe('taking down', () => {
  test('a known post at once', () => {
    const story = told(past('PostPublished'))
    expect(story.see(fact('TakeDownRequested'))).toEqual([remove({ postId: '18000000000000001' })])
    story.see(fact('PostTakenDown'))
    expect([story.state(), story.timers()]).toEqual(['takenDown', []])
  })

  test('begins again when a try comes through later than any may', () => {
    const story = told(past('TakeDownRequested'), past('PostTakenDown'))
    expect(story.see(fact('TakeDownRequested'))).toEqual([])
    expect(nextTimer(story)).toEqual([remove()])
  })

  test('a post that may still be under way only once it must have arrived', () => {
    const { story } = begun()
    expect(story.see(fact('TakeDownRequested'))).toEqual([])
    expect(nextTimer(story)).toEqual([remove()])
    expect(story.world.now).toBe(later(NOW, 15_000))
  })

  test('is tried four times, the last one knowing that it is, and may be asked for again', () => {
    const story = told(past('PostPublished'))
    const tries = [story.see(fact('TakeDownRequested')), ...[1, 2, 3].map(() => untilAsked(story))]
    expect(tries.flat().map(({ lastTry }) => lastTry)).toEqual([false, false, false, true])
    story.see(fact('TakeDownFailed'))
    expect([story.state(), story.timers()]).toEqual(['takeDownFailed', []])
    expect(story.see(fact('TakeDownRequested'))).toEqual([remove()])
  })

  test('raises an alarm when the channel stays silent', () => {
    const story = told(past('PostPublished'), past('TakeDownRequested'))
    const effects = Array.from({ length: 6 }, () => nextTimer(story)).flat()
    expect(effects).toContainEqual(ALARM)
  })

  test.each(['PostHeld', 'PostDelayed', 'PostUnconfirmed', 'PostHandedOver'] as const)(
    'drops the timers of %s',
    (before) => {
      const { story } = begun()
      story.see(fact(before, before === 'PostHeld' ? { until: later(NOW, DAY) } : {}))
      const old = story.timers()
      story.see(fact('TakeDownRequested'))
      expect(old.flatMap((timer) => story.due(timer))).toEqual([])
    },
  )
})
