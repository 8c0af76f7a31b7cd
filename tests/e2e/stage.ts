import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Client, createClient } from '../../demo/client.ts'
import { approvePictures } from '../../demo/pictures.ts'
import { lookFor } from '../shop.ts'
import { openWindow, startBrowser, type Visit } from './browser.ts'
import { type Instance, startInstance } from './instance.ts'

const DAY_MS = 86_400_000
const START_MS = 200_000
export const PASSWORD = 'a long enough password'
export const CHANNELS = ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'naver-blog', 'kakao'] as const

/** What the tests of one file play on: an instance and a browser. */
export interface Stage {
  origin: string
  instance: Instance
  /** The instance's present, ms since the epoch. */
  now(): number
  /** Opens a window for the length of the running test, signed in where there is a token. */
  open(visit?: Visit & { token?: string | undefined }): Promise<Page>
  /** Says how the sandbox of the outside APIs is to behave: `/script` and what else it has. */
  control(method: string, path: string, body?: object): Promise<unknown>
}

/** Starts an instance and a browser before the tests of the group, and ends both after them. */
export function useStage(settings: Record<string, string> = {}): Stage {
  const stage = {} as Stage
  let close = async () => {}
  beforeAll(async () => {
    const [instance, browser] = await Promise.all([startInstance(settings), startBrowser()])
    close = async () => void (await Promise.all([instance.end(), browser.close()]))
    Object.assign(stage, {
      instance,
      origin: instance.origin,
      now: instance.now,
      open: (visit = {}) =>
        openSignedIn(browser, instance.origin, { ...visit, offset: instance.now() - Date.now() + (visit.offset ?? 0) }),
      control: (method, path, body) => control(instance.sandbox, method, path, body),
    } satisfies Stage)
  }, START_MS)
  afterAll(() => close(), START_MS)
  return stage
}

async function openSignedIn(browser: Browser, origin: string, visit: Visit & { token?: string | undefined }) {
  const page = await openWindow(browser, visit)
  const { token } = visit
  if (token) await page.context().addCookies([{ name: 'madang_session', value: token, url: origin, httpOnly: true }])
  return page
}

async function control(sandbox: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${sandbox}/control${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  })
  if (!response.ok) throw new Error(`the sandbox's ${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** A shop of its own, with its owner signed in over the API. */
export async function newShop(origin: string, email = `${crypto.randomUUID()}@shop.example`): Promise<Client> {
  const client = createClient(origin)
  const { body } = await client.command('register-merchant', {
    shopName: '소망빵집',
    trade: 'bakery',
    region: 'daegu',
    businessNumber: '220-81-62517',
    openedOn: '2021-04-01',
    ownerName: '이소망',
    email,
    password: PASSWORD,
  })
  const session = await client.post(`/api/v1/sign-in?min-position=${body.position}`, { email, password: PASSWORD })
  client.token = session.body.token
  return client
}

/** A draft with everything that a launch needs; gives its id. */
export async function newDraft(shop: Client, now: number, channels: readonly string[] = CHANNELS): Promise<string> {
  const purpose = 'new-customers'
  const promotionId: string = (await shop.command('create-promotion', { purpose })).body.id
  const asked = await shop.command('request-recommendation', { purpose, promotionId }, { wait: 10 })
  await shop.command('choose-plan', { promotionId, recommendationId: asked.body.id, planIndex: 0 })
  const period = { startsAt: new Date(now).toISOString(), endsAt: new Date(now + 10 * DAY_MS).toISOString() }
  await shop.command('revise-promotion', { promotionId, channels, ...period })
  return promotionId
}

/** Waits until everybody's pages show it so. */
const shown = (shop: Client, promotionId: string, wanted: string) =>
  lookFor<{ status: string }>(shop, `/api/v1/promotions/${promotionId}`, ({ status }) => status === wanted)

/** A running promotion; gives its id. */
export async function newRunning(shop: Client, now: number, channels?: readonly string[]): Promise<string> {
  const promotionId = await newDraft(shop, now, channels)
  await approvePictures(shop, promotionId)
  await shop.command('launch-promotion', { promotionId })
  await shown(shop, promotionId, 'running')
  return promotionId
}

/** An ended promotion with so many entries; gives its id. */
export async function newEnded(shop: Client, now: number, entries: number): Promise<string> {
  const promotionId = await newDraft(shop, now, [])
  await shop.command('launch-promotion', { promotionId })
  for (let number = 0; number < entries; number += 1)
    await shop.command('submit-entry', {
      promotionId,
      name: `손님${number}`,
      phone: `010-8000-000${number}`,
      consent: true,
    })
  await shop.command('end-promotion', { promotionId })
  await shown(shop, promotionId, 'ended')
  return promotionId
}
