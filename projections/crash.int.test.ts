import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { content, target } from './harness.ts'
import { compareWithRebuild } from './rebuild.ts'
import type { PromotionRow } from './rows/promotions.ts'
import { type Servers, startServers } from './servers.harness.ts'
import { views } from './views.ts'

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
const ENTRIES = 700
const IDS = { promotionId: 'promo', merchantId: 'shop' }
let servers: Servers

beforeAll(async () => {
  servers = await startServers()
  const { append } = servers
  await append('promotion-promo', 'PromotionCreated', { ...IDS, purpose: 'sales' })
  await append('promotion-promo', 'PromotionLaunched', { ...IDS, ...content })
  const targets = [target('instagram'), target('kakao')]
  await append('distribution-dist', 'DistributionRequested', { ...IDS, distributionId: 'dist', targets })
  for (let n = 0; n < ENTRIES; n += 1) {
    const entry = { entryId: `promo.p${n}`, participantKey: `p${n}`, name: 'a', phone: 'b', source: 'kakao' as const }
    await append(`entry-promo.p${n}`, 'EntrySubmitted', { ...IDS, ...entry, consentedAt: content.startsAt })
  }
  const post = { ...IDS, distributionId: 'dist', channel: 'kakao' as const }
  await append('distribution-dist', 'PostPublished', { ...post, attempt: 1, postId: 'p', costWon: 900 })
})
afterAll(() => servers.stop())

/** Runs one runner until it kills itself or has caught up; gives the signal it died of. */
async function runUntilDeath(where: string, count: number): Promise<NodeJS.Signals | null> {
  const urls = [
    `esdb://127.0.0.1:${servers.eventServer.port}?tls=false`,
    `mongodb://127.0.0.1:${servers.mongoServer.port}`,
  ]
  const child = spawn(process.execPath, [CHILD, ...urls, where, String(count)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [, signal] = await once(child, 'exit')
  return signal
}

it.each(['before-rows', 'after-rows', 'before-checkpoint', 'after-checkpoint'])(
  'is what history says after being killed %s, again and again',
  async (where) => {
    await servers.mongo.db.dropDatabase()
    let deaths = 0
    for (const count of [1, 2, 3, 2, 1]) if ((await runUntilDeath(where, count)) === 'SIGKILL') deaths += 1
    expect(deaths).toBeGreaterThanOrEqual(3)
    expect(await runUntilDeath('nowhere', 0)).toBeNull()
    const { db } = servers.mongo
    const row = await db.collection<PromotionRow>('promotions_v1').findOne({ _id: 'promo' })
    expect(row).toMatchObject({ entries: ENTRIES, phase: 'running' })
    for (const view of views)
      expect(await compareWithRebuild({ db, eventStore: servers.eventStore, view })).toMatchObject({ differences: [] })
  },
)
