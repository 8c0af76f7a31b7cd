import { type Caller, createCaller, type Shop } from './caller.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { type History, openHistory } from './history.ts'
import { type Integrator, startIntegrator } from './integrator.ts'
import { type Journal, newJournal } from './journal.ts'
import { openShop } from './shops.ts'

/** A cluster and everybody who uses it. */
export interface World {
  cluster: Cluster
  shops: Shop[]
  caller: Caller
  journal: Journal
  integrator: Integrator
  history: History
  /** Commands have to be answered within so long from now. */
  allow(ms: number): void
  stop(remove: boolean): Promise<void>
}

const FIRST_MS = 60_000

/** Starts a cluster, signs shops up, and lets an integrator listen. */
export async function openWorld(shopCount: number): Promise<World> {
  const cluster = await openCluster()
  const journal = newJournal()
  let deadline = performance.now() + FIRST_MS
  const allow = (ms: number) => {
    deadline = performance.now() + ms
  }
  const caller = createCaller({ origins: cluster.apps.map(({ origin }) => origin), journal, deadline: () => deadline })
  const integrator = await startIntegrator(cluster.natsUrl, caller)
  const stop = async (remove: boolean) => {
    await integrator.stop()
    await cluster.stop(remove)
  }
  const shops: Shop[] = []
  try {
    for (let index = 0; index < shopCount; index += 1) shops.push(await openShop(caller, index))
  } catch (error) {
    await stop(false)
    throw error
  }
  for (const shop of shops) integrator.follow(shop)
  return { cluster, shops, caller, journal, integrator, history: openHistory(cluster.clients.store), allow, stop }
}
