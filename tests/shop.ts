import { type Client, createClient } from '../demo/client.ts'
import { approvePictures } from '../demo/pictures.ts'
import type { CloudEvent } from '../projections/cloud-event.ts'
import type { DistributionRow, TargetRow } from '../projections/rows/distributions.ts'
import type { DashboardRow } from '../projections/rows/figures.ts'
import { AFTERNOON, until } from './instance.ts'

const DAY_MS = 86_400_000
/** The channels that post by themselves. */
export const DIRECT = ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'kakao'] as const

/** What must not leave with an event. */
export const OWNER = { ownerName: '이소망', email: 'somang@bakery.example', password: 'bread every morning' }

/** Signs a shop up and in. */
export async function openShop(origin: string): Promise<Client> {
  const shop = createClient(origin)
  const place = { shopName: '소망빵집', trade: 'bakery', region: 'daegu' }
  const business = { businessNumber: '220-81-62517', openedOn: '2021-04-01' }
  const { body } = await shop.command('register-merchant', { ...place, ...business, ...OWNER })
  const { email, password } = OWNER
  const session = await shop.post(`/api/v1/sign-in?min-position=${body.position}`, { email, password })
  shop.token = session.body.token
  return shop
}

/** The same person at another address: the instance's own after a restart. */
export const shopAt = (origin: string, { token }: Client): Client => Object.assign(createClient(origin), { token })

/** Starts a promotion; gives its id. */
export async function startPromotion(shop: Client, channels: readonly string[] = []): Promise<string> {
  const { body } = await shop.command('create-promotion', { purpose: 'new-customers' })
  const promotionId: string = body.id
  const endsAt = new Date(AFTERNOON + 10 * DAY_MS).toISOString()
  const content = {
    title: '식빵 한 달 이용권',
    prize: '이용권 3명',
    body: '매일 아침 갓 구운 빵',
    hashtags: ['소망빵집'],
  }
  await shop.command('revise-promotion', { promotionId, ...content, channels, endsAt })
  await approvePictures(shop, promotionId)
  await shop.command('launch-promotion', { promotionId })
  return promotionId
}

/** Enters a promotion as the person of a number; gives the answer's body. */
export async function enter(shop: Client, promotionId: string, number: number) {
  const phone = `010-7000-${String(number).padStart(4, '0')}`
  const person = { name: `참여자${number}`, phone, source: 'instagram', consent: true }
  return (await shop.command('submit-entry', { promotionId, ...person })).body
}

/** Asks until the read model has it as wanted; gives the answer's body. */
export const lookFor = <T extends object>(shop: Client, path: string, wanted: (body: T) => unknown): Promise<T> =>
  until(async () => {
    const { body } = await shop.get(path).catch((error: Error) => {
      // It has yet to hear of it, or a server is being started again.
      if (!/answered (404|503)/.test(error.message)) throw error
      return { body: undefined }
    })
    return body && wanted(body) && body
  }, path)

/** Waits until every target of a distribution is as wanted; gives them. */
export async function targetsOnce(
  shop: Client,
  distributionId: string,
  wanted: (target: TargetRow) => boolean,
): Promise<TargetRow[]> {
  const path = `/api/v1/distributions/${distributionId}`
  const row = await lookFor<DistributionRow>(shop, path, ({ targets }) => Object.values(targets).every(wanted))
  return Object.values(row.targets)
}

/** Waits until a promotion's dashboard counts so many entries. */
export const entriesOnce = (shop: Client, promotionId: string, wanted: number): Promise<DashboardRow> =>
  lookFor<DashboardRow>(shop, `/api/v1/promotions/${promotionId}/dashboard`, ({ entries }) => entries === wanted)

/** All public events of the shop, as integrators read them over HTTP. */
export async function eventsOf(shop: Client): Promise<CloudEvent[]> {
  const events: CloudEvent[] = []
  for (let after = -1; ; ) {
    const { body } = await shop.get(`/api/v1/events?after=${after}&limit=100`)
    events.push(...body.items)
    if (body.caughtUp) return events
    after = body.next
  }
}
