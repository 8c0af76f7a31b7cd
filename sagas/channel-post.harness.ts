import type { Channel } from '../adapters/channels/port.ts'
import { distribution } from '../domain/distribution.ts'
import { past } from '../domain/given.ts'
import { type DomainEvent, Rejected } from '../domain/kernel.ts'
import { awaitsPost } from '../domain/post.ts'
import { channelPost } from './channel-post.ts'
import type { PostEffect } from './channel-post-effects.ts'
import { postHandlers } from './channel-post-handlers.ts'
import { follow, recorded } from './harness.ts'
import type { EffectContext } from './saga.ts'

// The saga, its handlers and the aggregate together, against a channel that has no idempotency keys and may be slow, silent
// or away. Everything that waits is let go in an order that fast-check chooses; the process may be killed at any point.

export type Answer = 'works' | 'works-silently' | 'fails-silently' | 'unavailable' | 'rejected'
interface Call {
  kind: string
  settle: (answer: Answer) => void
  /** What becomes of it on the other side when nobody waits for the answer any more. */
  arrive: (answer: Answer) => unknown
}

export function createWorld() {
  const story = follow(channelPost, 'd1.instagram')
  const events = [past('DistributionRequested')]
  const reported = new Set<string>()
  const open: Call[] = []
  const running = new Set<string>()
  const channelSide = { made: 0, live: 0, publishing: 0, mostPublishing: 0 }
  let told = 0
  let life = new AbortController()

  const state = () => events.reduce((s, event) => distribution.evolve(s, event as never), distribution.initial)
  const target = () => {
    const now = state()
    if (now.status === 'none' || !now.targets.instagram) throw new Error('there is no such target')
    return now.targets.instagram
  }
  const decide = (type: string, input: Record<string, unknown>) => {
    const made = distribution.commands[type]?.decide(input as never, state(), {
      now: story.world.now,
      merchantId: 'm1',
    })
    events.push(...((made ?? []) as never[]))
  }
  const call = <T>(kind: string, effect: (answer: Answer) => T): Promise<T> =>
    new Promise((resolve) => {
      const settle = (answer: Answer) => {
        open.splice(open.indexOf(one), 1)
        resolve(effect(answer))
      }
      const one: Call = { kind, settle, arrive: effect }
      open.push(one)
    })
  const why = { code: 'X', reason: 'x' }
  const post = () => ({ outcome: 'published' as const, post: { postId: 'post', costWon: 0 } })
  const channel: Channel = {
    id: 'instagram',
    mode: 'direct',
    preflight: () => [],
    holdUntil: () => undefined,
    publish: () => {
      channelSide.publishing += 1
      channelSide.mostPublishing = Math.max(channelSide.mostPublishing, channelSide.publishing)
      return call('publish', (answer) => {
        channelSide.publishing -= 1
        if (answer === 'works' || answer === 'works-silently') {
          channelSide.made += 1
          channelSide.live += 1
        }
        if (answer === 'works') return post()
        if (answer === 'rejected' || answer === 'unavailable') return { outcome: answer, ...why }
        return { outcome: 'unknown', ...why }
      })
    },
    find: () =>
      call('find', (answer) => {
        if (answer !== 'works') return { outcome: 'unknown', ...why }
        return channelSide.live > 0 ? post() : { outcome: 'absent' }
      }),
    takeDown: () =>
      call('take-down', (answer) => {
        if (answer.startsWith('works')) channelSide.live = 0
        return answer === 'works' ? { outcome: 'taken-down' } : { outcome: 'unknown', ...why }
      }),
    metrics: async () => ({ outcome: 'unavailable', ...why }),
  }
  const send = async (type: string, input: Record<string, unknown>, { effectId, signal }: EffectContext) => {
    signal.throwIfAborted()
    const key = `${effectId}/${type}`
    const before = events.length
    if (!reported.has(key)) decide(type, input)
    if (events.length > before) reported.add(key)
  }
  const wanted = async (effect: PostEffect, effectId: string) =>
    reported.has(`${effectId}/ReportPost`) || !awaitsPost(target()) || effect.attempt <= target().settled
      ? ('withdrawn' as const)
      : ('wanted' as const)
  const handlers = postHandlers({ channels: { instagram: channel } as never, send, wanted, now: () => story.world.now })

  const start = (effectId: string, recovered: boolean) => {
    const effect = story.instance.pending.get(effectId)
    if (!effect || running.has(effectId)) return
    running.add(effectId)
    const context = { effectId, recovered, merchantId: 'm1', correlationId: 'c', signal: life.signal }
    const { signal } = context
    const work =
      effect.type === 'command'
        ? send(String(effect.command), effect.input as Record<string, unknown>, context)
        : handlers[effect.type]?.(effect as never, context)
    void work
      ?.then(async () => {
        if (!signal.aborted) await call('done', (answer) => answer.startsWith('works') && story.done(effectId))
      })
      .catch((error) => {
        if (!signal.aborted) throw error
      })
      .finally(() => signal.aborted || running.delete(effectId))
  }
  const startAll = (recovered = false) => {
    for (const effectId of story.instance.pending.keys()) start(effectId, recovered)
  }

  return {
    story,
    channelSide,
    open,
    target,
    startAll,
    /** Tells the saga the next event that it has not seen. */
    tell: () => {
      const event = events[told]
      if (!event) return false
      told += 1
      story.see(recorded(event as DomainEvent, `event ${told}`))
      startAll()
      return true
    },
    /** A person's command; a rule may refuse it. */
    person: (type: string) => {
      try {
        decide(type, { distributionId: 'd1', channel: 'instagram', reason: 'no', url: 'https://x.example/1' })
      } catch (error) {
        if (!(error instanceof Rejected)) throw error
      }
    },
    /** The process dies: what it had asked the channel may arrive there or not, but no answer comes back. */
    crash: (arrives: boolean) => {
      life.abort()
      for (const { arrive } of open.splice(0)) arrive(arrives ? 'works-silently' : 'fails-silently')
      life = new AbortController()
      running.clear()
      startAll(true)
    },
  }
}
export type World = ReturnType<typeof createWorld>
