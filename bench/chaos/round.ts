import { setTimeout as delay } from 'node:timers/promises'
import type { RecordedEvent } from '../../adapters/event-store/event-store.ts'
import { activeCollection } from '../../projections/active.ts'
import type { NoticeRow } from '../../projections/rows/promotions.ts'
import { views } from '../../projections/views.ts'
import type { WorkRow } from '../../sagas/work.ts'
import { runCampaign } from './campaigns.ts'
import { checkAcknowledged } from './checks/commands.ts'
import { checkFeed } from './checks/feed.ts'
import { checkPosts } from './checks/posts.ts'
import { unalarmed, unfinished } from './checks/sagas.ts'
import { checkChains, checkDoneOnce, checkKept, checkStreams } from './checks/streams.ts'
import { type Target, targetsOf } from './checks/targets.ts'
import { checkViews } from './checks/views.ts'
import { checkWork } from './checks/work.ts'
import { byStream, openHistory } from './history.ts'
import type { RoundPlan } from './plan.ts'
import { harm } from './process-faults.ts'
import { behave, misbehave, recordOf } from './sandbox.ts'
import { openShop } from './shops.ts'
import type { World } from './world.ts'

export interface RoundResult {
  findings: string[]
  targets: Target[]
  settleSeconds: number
  checkSeconds: number
}

/** Callers are patient; what is not answered so long after the last fault is a finding. */
const PATIENCE_MS = 60_000
const SETTLE_MS = 150_000
const LOOK_MS = 500
/** What was recorded while the checks began is still on its way to the integrator. */
const FEED_MS = 20_000
const READS_AT_ONCE = 16

/** Carries out one round's plan, lets everything settle, and looks whether anything is wrong. */
export async function runRound(world: World, plan: RoundPlan): Promise<RoundResult> {
  const { cluster, caller, shops, journal } = world
  world.allow(plan.faultsMs + PATIENCE_MS)
  await misbehave(cluster.sandboxUrl, plan.partners)
  const campaigns = plan.campaigns.map((campaign) => runCampaign(caller, shops, campaign))
  const signUps = plan.signUps.map(async ({ key, atMs, number }) => {
    await delay(atMs)
    world.integrator.follow(await openShop(caller, number, key))
  })
  await Promise.all([delay(plan.faultsMs), harm(cluster, plan.processes), ...campaigns, ...signUps])
  await behave(cluster.sandboxUrl)
  const settling = performance.now()
  const open = await settle(world)
  const checking = performance.now()
  const findings = [...journal.surprises.splice(0), ...open, ...(await check(world))]
  const targets = targetsOf(world.history.events)
  const seconds = (from: number, to: number) => (to - from) / 1000
  return {
    findings,
    targets,
    settleSeconds: seconds(settling, checking),
    checkSeconds: seconds(checking, performance.now()),
  }
}

/** Waits until nothing is under way any more; gives what still is after the time. */
async function settle({ history, cluster, integrator }: World): Promise<string[]> {
  const until = performance.now() + SETTLE_MS
  for (;;) {
    await history.read()
    const targets = targetsOf(history.events)
    const open = [
      ...unfinished(history.events, targets, cluster.now()),
      ...unalarmed(targets, await openNotices(cluster)),
      ...checkFeed(integrator.received, history.events.filter(integrator.isTheirs)),
      ...checkWork(history.events, await openWork(cluster), cluster.now()),
    ]
    if (open.length === 0 || performance.now() > until) return open
    cluster.log(`chaos: not settled yet:\n${open.join('\n')}`)
    await delay(LOOK_MS)
  }
}

const openWork = ({ clients }: World['cluster']): Promise<WorkRow[]> =>
  clients.mongo.db
    .collection<WorkRow>('open_work')
    .find({ kind: { $ne: 'done' } })
    .toArray()

async function openNotices({ clients }: World['cluster']): Promise<Set<string>> {
  const notices = await activeCollection<NoticeRow>(clients.mongo.db, 'notices')
  const rows = await notices.find({ open: true }).project<{ _id: string }>({ _id: 1 }).toArray()
  return new Set(rows.map(({ _id }) => _id))
}

/** Everything is read anew: what was seen before a process was killed may have been lost with it. */
async function check({ history, journal, cluster, integrator }: World): Promise<string[]> {
  const { posts } = await recordOf(cluster.sandboxUrl)
  const { events, read } = openHistory(cluster.clients.store)
  await read()
  const streams = byStream(events)
  return [
    ...checkKept(history.events, events),
    ...checkPosts(posts, targetsOf(events)),
    ...checkAcknowledged(journal.acknowledged, streams),
    ...checkStreams(streams),
    ...checkDoneOnce(events),
    ...(await checkWholeFeed(integrator, events.filter(integrator.isTheirs))),
    ...(await checkEveryChain(cluster, [...streams.keys()])),
    ...(await checkViews(views, { db: cluster.clients.mongo.db, eventStore: cluster.clients.store })),
  ]
}

async function checkWholeFeed({ received }: World['integrator'], theirs: RecordedEvent[]): Promise<string[]> {
  const until = performance.now() + FEED_MS
  for (;;) {
    const findings = checkFeed(received, theirs)
    if (findings.length === 0 || performance.now() > until) return findings
    await delay(LOOK_MS)
  }
}

async function checkEveryChain({ clients: { store } }: World['cluster'], streams: string[]): Promise<string[]> {
  const findings: string[] = []
  for (let i = 0; i < streams.length; i += READS_AT_ONCE) {
    const some = streams.slice(i, i + READS_AT_ONCE)
    const stored = await Promise.all(some.map(async (stream) => [stream, await store.readForAudit(stream)] as const))
    findings.push(...checkChains(new Map(stored)))
  }
  return findings
}
