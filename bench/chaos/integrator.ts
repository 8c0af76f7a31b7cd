import { setTimeout as delay } from 'node:timers/promises'
import { connect, Events } from 'nats'
import type { RecordedEvent } from '../../adapters/event-store/event-store.ts'
import type { CloudEvent } from '../../projections/cloud-event.ts'
import type { Caller, Shop } from './caller.ts'

/** A program that follows every shop's events as the documentation tells integrators to. */
export interface Integrator {
  /** Each event once, in the order in which they came. */
  received: CloudEvent[]
  follow(shop: Shop): void
  /** Whether an event is of a shop that it follows; Madang's own assistants are nobody's to follow. */
  isTheirs(event: RecordedEvent): boolean
  /** How often it had to catch up. */
  catchUps(): number
  stop(): Promise<void>
}

const PAGE = 100
const PAUSE_MS = 300

/**
 * Listens on NATS. While it is away messages are lost to it, so from a lost connection on it keeps what comes aside
 * until it has read on, over HTTP, from the last position it had.
 */
export async function startIntegrator(natsUrl: string, caller: Caller): Promise<Integrator> {
  const connection = await connect({
    servers: natsUrl,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    pingInterval: 2_000,
  })
  const state = { received: [] as CloudEvent[], seen: new Set<string>(), last: new Map<string, number>() }
  const shops: Shop[] = []
  let aside: CloudEvent[] | undefined
  let losses = 0
  const take = (event: CloudEvent) => {
    const { merchantid, id, sequence } = event
    state.last.set(merchantid, Math.max(Number(sequence), state.last.get(merchantid) ?? -1))
    if (state.seen.has(id)) return
    state.seen.add(id)
    state.received.push(event)
  }
  connection.subscribe('madang.events.>', {
    callback: (_, message) => (aside ? aside.push(message.json()) : take(message.json())),
  })
  const catchUp = async () => {
    const mine = losses
    for (const shop of shops)
      for (let isOver = false; !isOver; ) {
        const after = state.last.get(shop.merchantId) ?? -1
        const page = await caller.get(`/api/v1/events?after=${after}&limit=${PAGE}`, shop)
        if (mine !== losses || connection.isClosed()) return
        if (!page) await delay(PAUSE_MS)
        for (const event of page?.items ?? []) take(event)
        if (page) state.last.set(shop.merchantId, page.next)
        isOver = page?.caughtUp ?? false
      }
    for (const event of aside ?? []) take(event)
    aside = undefined
  }
  const watch = async () => {
    for await (const { type } of connection.status()) {
      if (type === Events.Disconnect) {
        losses += 1
        aside ??= []
      }
      if (type === Events.Reconnect) void catchUp()
    }
  }
  void watch()
  await connection.flush()
  return {
    received: state.received,
    follow: (shop) => void shops.push(shop),
    isTheirs: ({ meta }) => shops.some(({ merchantId }) => merchantId === meta.merchantId),
    catchUps: () => losses,
    stop: () => connection.close(),
  }
}
