import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { openBrowser } from './browser.ts'
import type { Call } from './calls.ts'
import { keepShop } from './shopkeeper.ts'
import { visit } from './visitor.ts'

/** A shop whose owner is signed in. */
export interface SignedIn {
  token: string
  promotionId: string
  draftId: string
}

/** What the crowd is told to do. */
export type Order =
  | { do: 'begin'; origin: string; shops: SignedIn[]; thinkMs: number }
  /** So many more come within that time: of every five, two keep a shop and three visit. */
  | { do: 'arrive'; people: number; overMs: number }
  /** The last so many go. */
  | { do: 'leave'; people: number }
  /** Tell what happened since the last time. */
  | { do: 'tell' }

/** What the crowd tells. */
export interface Told {
  calls: Call[]
  people: number
  /** Rows that came over live streams. */
  rows: number
  /** Of one core, 0 to 1, since the last time; and how late its own timers were at worst, p99 in milliseconds. */
  cpu: number
  lateMs: number
}

const MAX_THINK = 10
const OWNERS = 0.4

/** People who think for an exponentially distributed time, as in the TPC-W benchmark, between what they do. */
function openCrowd({ origin, shops, thinkMs }: Extract<Order, { do: 'begin' }>) {
  const state = { calls: [] as Call[], rows: 0, owners: 0, visitors: 0 }
  const people: AbortController[] = []
  const thinker = (signal: AbortSignal) => () => {
    const ms = Math.min(-Math.log(1 - Math.random()), MAX_THINK) * thinkMs
    return delay(ms, undefined, { signal }).catch(() => {})
  }
  const browserOf = (ip: string, signal: AbortSignal, token?: string) =>
    openBrowser({
      origin,
      ip,
      signal,
      ...(token ? { token } : {}),
      record: (call) => state.calls.push(call),
      onRow: () => {
        state.rows += 1
      },
    })
  const own = async ({ token, promotionId, draftId }: SignedIn, number: number, signal: AbortSignal) => {
    const browser = browserOf(address(10, number), signal, token)
    await keepShop({ browser, promotionId, draftId, signal, think: thinker(signal) })
  }
  const wander = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      state.visitors += 1
      const number = state.visitors
      const browser = browserOf(address(11, number), signal)
      // Shops whose owner is here are those that people talk about.
      const { promotionId } = shops[Math.floor(Math.random() * Math.max(1, state.owners))] as SignedIn
      await visit({ browser, promotionId, number, think: thinker(signal) })
      browser.close()
      await thinker(signal)()
    }
  }
  const arrive = async (count: number, overMs: number) => {
    for (let n = 0; n < count; n += 1) {
      const leaving = new AbortController()
      people.push(leaving)
      const shop = Math.floor((n + 1) * OWNERS) > Math.floor(n * OWNERS) ? shops[state.owners] : undefined
      if (shop) state.owners += 1
      const done = shop ? own(shop, state.owners, leaving.signal) : wander(leaving.signal)
      done.catch((error: unknown) => leaving.signal.aborted || console.error(error))
      await delay(overMs / count)
    }
  }
  const leave = (count: number) => {
    for (const one of people.splice(-count)) one.abort()
  }
  return { state, people, arrive, leave }
}

const address = (first: number, number: number) =>
  `${first}.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`

let crowd: ReturnType<typeof openCrowd> | undefined
const lateness = monitorEventLoopDelay({ resolution: 10 })
lateness.enable()
let before = { cpu: process.cpuUsage(), at: performance.now() }

function tell(): Told {
  const { user, system } = process.cpuUsage(before.cpu)
  const cpu = (user + system) / 1_000 / (performance.now() - before.at)
  before = { cpu: process.cpuUsage(), at: performance.now() }
  const lateMs = lateness.percentile(99) / 1e6
  lateness.reset()
  const calls = crowd?.state.calls.splice(0) ?? []
  return { calls, people: crowd?.people.length ?? 0, rows: crowd?.state.rows ?? 0, cpu, lateMs }
}

process.on('message', async (order: Order) => {
  if (order.do === 'begin') crowd = openCrowd(order)
  if (order.do === 'arrive') await crowd?.arrive(order.people, order.overMs)
  if (order.do === 'leave') crowd?.leave(order.people)
  process.send?.(order.do === 'tell' ? tell() : {})
})
