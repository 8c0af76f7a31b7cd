import type { RecordedEvent } from '../../adapters/event-store/event-store.ts'
import { count } from './journal.ts'
import type { RoundPlan } from './plan.ts'
import type { RoundResult } from './round.ts'
import { recordOf } from './sandbox.ts'
import type { World } from './world.ts'

const words = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')

const tally = (names: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const name of names) count(counts, name)
  return counts
}

/** What a round is going to do, in a few lines. */
export function describePlan({ round, processes, partners, campaigns }: RoundPlan): string {
  const faults = processes.map(
    ({ atMs, target, kind, forMs }) =>
      `${(atMs / 1000).toFixed(1)} s ${kind} ${target} for ${(forMs / 1000).toFixed(1)} s`,
  )
  const failing = partners.flatMap(({ partner, behaviours }) => {
    const bad = behaviours.filter(({ kind }) => kind !== 'ok' && kind !== 'latency').length
    return bad > 0 ? [`${partner} ${Math.round((100 * bad) / behaviours.length)} %`] : []
  })
  return [
    `round ${round}: ${campaigns.length} promotions`,
    `  processes: ${faults.join('; ')}`,
    `  partners fail: ${failing.join(', ') || 'none'}`,
  ].join('\n')
}

/** How a round went. */
export function describeResult({ findings, targets, settleSeconds, checkSeconds }: RoundResult): string {
  const states = words(tally(targets.map(({ state }) => state)))
  return [
    `  posts so far: ${states}`,
    `  settled in ${settleSeconds.toFixed(1)} s, checked in ${checkSeconds.toFixed(1)} s: ${findings.length} findings`,
    ...findings.map((finding) => `  ✗ ${finding}`),
  ].join('\n')
}

const BY_TYPE = ['PromotionCreated', 'RecommendationRequested', 'DistributionRequested', 'EntrySubmitted']

/** What one world has been through. */
export async function describeWorld({ journal, history, integrator, cluster }: World): Promise<string> {
  const { requests, posts } = await recordOf(cluster.sandboxUrl)
  const types = tally(history.events.map(({ type }: RecordedEvent) => type))
  const faults = requests.map(({ outcome }) => outcome ?? 'never carried out').filter((outcome) => !/^20/.test(outcome))
  return [
    `  history: ${history.events.length} events; ${BY_TYPE.map((type) => `${type} ${types.get(type) ?? 0}`).join(', ')}`,
    `  callers: ${journal.acknowledged.length} acknowledged; answers: ${words(journal.answers)}`,
    `  partners: ${requests.length} calls, ${posts.length} posts made; ${words(tally(faults))}`,
    `  integrator: ${integrator.received.length} events, caught up ${integrator.catchUps()} times`,
    `  starts of the applications: ${cluster.apps.map(({ starts }) => starts).join(' and ')}`,
  ].join('\n')
}
