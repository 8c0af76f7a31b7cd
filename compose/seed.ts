import { setTimeout as delay } from 'node:timers/promises'
import type { Actor } from '../adapters/http/auth.ts'
import type { CommandResult } from '../commands/handle.ts'
import { activeCollection } from '../projections/active.ts'
import { readModelPosition } from '../projections/positions.ts'
import type { DistributionRow } from '../projections/rows/distributions.ts'
import { setSandboxClock } from './clock.ts'
import { waitForJob } from './jobs.ts'
import type { Madang } from './madang.ts'
import { DEMO, DEMO_PASSWORD, type DemoPromotion, PROMOTIONS, SHOP } from './seed-data.ts'
import { demoEntries } from './seed-entries.ts'
import { seedReach } from './seed-reach.ts'

const DAY_MS = 86_400_000
const KST_MS = 9 * 3_600_000
const WAIT_MS = 180_000
const AT_ONCE = 8
const MOVING = new Set(['publishing', 'delayed', 'unconfirmed'])
const SYSTEM: Actor = { accountId: 'seed', merchantId: '', role: 'system', name: 'seed' }
const PUBLIC: Actor = { ...SYSTEM, role: 'public' }

type Seeding = Madang & { today: number; present: number; owner: Actor }

/**
 * Gives an empty instance a shop in mid-campaign, by real commands with a clock set back to when each would have
 * been sent. Every command has a fixed idempotency key, so a seed that was interrupted goes on where it stopped.
 */
export async function seedDemo(madang: Madang, log: (line: string) => void): Promise<void> {
  const seeds = madang.db.collection<{ _id: string; at: string }>('seeds')
  if (await seeds.findOne({ _id: 'demo' })) return
  log('The demo shop lives through its month first: half a minute, this once.')
  const open = madang.shut()
  const now = madang.clock.now()
  await seedShop(madang, now)
  await setClocks(madang, madang.config.clock && now)
  await seenAt(madang, now)
  await seeds.insertOne({ _id: 'demo', at: now })
  open()
}

async function seedShop(madang: Madang, now: string): Promise<void> {
  const today = noonOf(now)
  const at = (day: number) => new Date(today + day * DAY_MS).toISOString()
  const people = { password: DEMO_PASSWORD }
  const shop = await send(madang, at(-60), PUBLIC, 'RegisterMerchant', 'shop', {
    ...SHOP,
    ...people,
    ownerName: DEMO.owner.name,
    email: DEMO.owner.email,
  })
  const owner: Actor = { accountId: 'seed', merchantId: shop.id, role: 'owner', name: DEMO.owner.name }
  await send(madang, at(-59), owner, 'OpenAccount', 'auditor', { ...people, ...DEMO.auditor, role: 'auditor' })
  await send(madang, at(-59), SYSTEM, 'OpenAccount', 'operator', { ...people, ...DEMO.operator, role: 'operator' })
  for (const promotion of PROMOTIONS)
    await seedPromotion({ ...madang, today, present: Date.parse(now), owner }, promotion)
}

/** Today's noon in Korea, so that no channel keeps quiet hours at the moments made from it. */
const noonOf = (now: string) => Date.parse(`${new Date(Date.parse(now) + KST_MS).toISOString().slice(0, 10)}T03:00:00Z`)

/** The sagas' clock and the sandbox's go together: posts count their views from when they were made. */
async function setClocks({ clock, partnersUrl }: Madang, start: string | undefined): Promise<void> {
  clock.set(start)
  if (partnersUrl) await setSandboxClock(partnersUrl, start)
}

/** Waits until the rows are as of that instant: a page would say that they are of last month. */
async function seenAt({ db }: Madang, instant: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  while ((await readModelPosition(db)).asOf < instant) {
    if (Date.now() > deadline) throw new Error(`the demo shop was not to be seen within ${WAIT_MS} ms`)
    await delay(50)
  }
}

function send(
  { sendAt }: Madang,
  at: string,
  actor: Actor,
  type: string,
  key: string,
  input: object,
): Promise<CommandResult> {
  return sendAt(at)({ type, input, actor, idempotencyKey: `seed/${key}/${type}` })
}

async function seedPromotion(seeding: Seeding, demo: DemoPromotion): Promise<void> {
  const { owner, db, today } = seeding
  const at = (day: number, minutes = 0) => new Date(today + day * DAY_MS + minutes * 60_000).toISOString()
  const mine = (type: string, input: object, when: string) => send(seeding, when, owner, type, demo.key, input)
  const created = at(demo.createdDay)
  const { id: promotionId } = await mine('CreatePromotion', { purpose: demo.purpose }, created)
  const job = await mine('RequestRecommendation', { purpose: demo.purpose, promotionId }, created)
  await waitForJob(db, job.id, owner.merchantId, WAIT_MS)
  await mine('ChoosePlan', { promotionId, recommendationId: job.id, planIndex: demo.planIndex }, at(demo.createdDay, 4))
  const period = { startsAt: at(demo.startsDay), endsAt: at(demo.endsDay) }
  await mine(
    'RevisePromotion',
    { promotionId, ...demo.revised, channels: demo.channels, ...period },
    at(demo.createdDay, 9),
  )
  await seedPictures(seeding, demo, promotionId)
  if (demo.launchDay === undefined) {
    await mine('SchedulePromotion', { promotionId, ...period }, at(demo.createdDay, 12))
    return
  }
  const launched = at(demo.launchDay)
  await setClocks(seeding, launched)
  await mine('LaunchPromotion', { promotionId }, launched)
  const distribution = await settledDistribution(seeding, promotionId)
  const distributionId = distribution._id
  if (demo.blogUrl) {
    const confirmation = { distributionId, channel: 'naver-blog', url: demo.blogUrl }
    await mine('ConfirmPost', confirmation, at(demo.launchDay, 20))
  }
  await measurePosts(seeding, demo, distribution)
  await seedEntries(seeding, demo, promotionId)
  if (demo.endedDay !== undefined) await mine('EndPromotion', { promotionId }, at(demo.endedDay))
}

/** Pictures for some of the promotion's channels, approved. */
async function seedPictures(seeding: Seeding, demo: DemoPromotion, promotionId: string): Promise<void> {
  const { owner, db, today } = seeding
  const when = new Date(today + demo.createdDay * DAY_MS + 10 * 60_000).toISOString()
  const wanted = { promotionId, style: demo.style, channels: demo.pictures }
  const { id: contentId } = await send(seeding, when, owner, 'RequestContent', demo.key, wanted)
  await waitForJob(db, contentId, owner.merchantId, WAIT_MS)
  await send(seeding, when, owner, 'ApproveContent', demo.key, { promotionId, contentId })
}

/** Waits until no channel is moving any more; one may be held until the morning. */
async function settledDistribution({ db }: Seeding, promotionId: string): Promise<DistributionRow> {
  const deadline = Date.now() + WAIT_MS
  const rows = await activeCollection<DistributionRow>(db, 'distributions')
  for (;;) {
    const row = await rows.findOne({ promotionId })
    const isMoving = Object.values(row?.targets ?? {}).some(({ state }) => MOVING.has(state))
    if (row && !isMoving) return row
    if (Date.now() > deadline)
      throw new Error(`the demo promotion ${promotionId} was not published within ${WAIT_MS} ms`)
    await delay(50)
  }
}

/** What each day brought the posts, up to the promotion's end or the present. */
async function measurePosts(seeding: Seeding, demo: DemoPromotion, { _id, targets }: DistributionRow): Promise<void> {
  const { channels, today, present, owner } = seeding
  const until = demo.endedDay === undefined ? present : today + demo.endedDay * DAY_MS
  await seedReach(
    {
      channels,
      setClock: (at) => setClocks(seeding, at),
      report: (at, channel, details) => {
        const input = { distributionId: _id, channel, type: 'PostMeasured', details }
        return send(seeding, at, { ...owner, role: 'system' }, 'ReportPost', `${demo.key}/${channel}/${at}`, input)
      },
    },
    Object.values(targets),
    today + (demo.launchDay ?? 0) * DAY_MS,
    until,
  )
}

async function seedEntries(seeding: Seeding, demo: DemoPromotion, promotionId: string): Promise<void> {
  const { today, present, owner } = seeding
  const entries = demoEntries(demo, today, present)
  for (let i = 0; i < entries.length; i += AT_ONCE)
    await Promise.all(
      entries.slice(i, i + AT_ONCE).map(({ at, ...person }, index) => {
        const key = `${demo.key}/${i + index}`
        return send(seeding, at, { ...owner, role: 'public' }, 'SubmitEntry', key, {
          promotionId,
          consent: true,
          ...person,
        })
      }),
    )
}
