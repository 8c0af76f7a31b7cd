import { setTimeout as delay } from 'node:timers/promises'
import { CONTENT, period } from '../../promotion-content.ts'
import type { Answer, Browser } from './browser.ts'

export interface ShopWork {
  browser: Browser
  /** Their running promotion. */
  promotionId: string
  /** One that they still work on. */
  draftId: string
  signal: AbortSignal
  think(): Promise<void>
}

const JOB_LOOKS = 30

const json = (answer: Answer | undefined) =>
  answer && answer.status < 300 ? (JSON.parse(answer.body) as Record<string, unknown>) : undefined

/** A shop owner has the board open all the time, looks at things, and now and then changes something. */
export async function keepShop(work: ShopWork): Promise<void> {
  const { browser, signal, think } = work
  const position = await openBoard(work)
  void listen(work, position)
  await think()
  while (!signal.aborted) {
    await pick(Math.random())(work)
    await think()
  }
  browser.close()
}

/** The stream comes back when it ends, as browsers do. */
async function listen({ browser, signal }: ShopWork, position: string): Promise<void> {
  while (!signal.aborted) {
    await browser.listen(`/api/v1/live?after=${position}`, signal).catch(() => {})
    await delay(1_000 + 2_000 * Math.random(), undefined, { signal }).catch(() => {})
  }
}

async function openBoard({ browser }: ShopWork): Promise<string> {
  await browser.page('page / (home)', '/')
  const home = await browser.call('GET /home', '/api/v1/home')
  return String(home?.headers['madang-position'] ?? '0')
}

const command = async ({ browser }: ShopWork, name: string, body: object) =>
  json(
    await browser.call(`POST /commands/${name}`, `/api/v1/commands/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify(body),
    }),
  )

const get = ({ browser }: ShopWork, route: string, path: string) => browser.call(`GET ${route}`, `/api/v1${path}`)

/** What the board asks for when one goes there by a link. */
async function goToBoard(work: ShopWork): Promise<void> {
  const path = `/promotions/${work.promotionId}`
  await Promise.all([
    get(work, '/promotions/{id}', path),
    get(work, '/promotions/{id}/distributions', `${path}/distributions`),
    get(work, '/promotions/{id}/timeline', `${path}/timeline?limit=20`),
    get(work, '/promotions/{id}/dashboard', `${path}/dashboard`),
    get(work, '/promotions/{id}/entries', `${path}/entries?limit=10`),
  ])
}

async function revise(work: ShopWork): Promise<void> {
  const promotionId = work.draftId
  const title = `가을 나눔 이벤트 ${Math.floor(Math.random() * 1_000)}`
  const done = await command(work, 'revise-promotion', { promotionId, title })
  if (done)
    await get(work, '/promotions/{id} (own write)', `/promotions/${promotionId}?min-position=${Number(done.position)}`)
}

async function launch(work: ShopWork): Promise<void> {
  const made = await command(work, 'create-promotion', { purpose: 'new-customers' })
  if (!made) return
  const promotionId = String(made.id)
  await work.think()
  await command(work, 'revise-promotion', { ...CONTENT, ...period(), promotionId, channels: ['ringobiz', 'kakao'] })
  await get(work, '/promotions/{id}/preflight', `/promotions/${promotionId}/preflight?channels=ringobiz,kakao`)
  const pictures = await command(work, 'request-content', { promotionId, style: 'paper', channels: [] })
  if (!pictures || !(await isDone(work, pictures))) return
  await work.think()
  await command(work, 'approve-content', { promotionId, contentId: pictures.id })
  await command(work, 'launch-promotion', { promotionId })
  await get(work, '/promotions/{id}/distributions', `/promotions/${promotionId}/distributions`)
}

async function askForPlans(work: ShopWork): Promise<void> {
  const asked = await command(work, 'request-recommendation', { purpose: 'new-customers' })
  if (asked) await isDone(work, asked)
}

/** Looks every now and then, as the pages do where there is no live stream. */
async function isDone(work: ShopWork, { jobId, position }: Record<string, unknown>): Promise<boolean> {
  for (let looks = 0; looks < JOB_LOOKS && !work.signal.aborted; looks += 1) {
    const job = json(await get(work, '/jobs/{id}', `/jobs/${jobId}?min-position=${Number(position)}`))
    if (!job || job.status === 'done') return job !== undefined
    await delay(1_000)
  }
  return false
}

type Action = (work: ShopWork) => Promise<unknown>
const reload: Action = ({ browser, promotionId }) => browser.page('page /promotions/{id}', `/promotions/${promotionId}`)
/** What owners do, with how large a share of it each is. */
const ACTIONS: [number, Action][] = [
  [0.34, goToBoard],
  [0.17, (work) => get(work, '/home', '/home')],
  [0.1, (work) => get(work, '/promotions', '/promotions?limit=20')],
  [0.08, (work) => get(work, '/results', '/results')],
  [0.07, (work) => get(work, '/notices', '/notices')],
  [0.07, reload],
  [0.125, revise],
  [0.005, launch],
  [0.04, askForPlans],
]

function pick(dice: number): Action {
  let share = 0
  const found = ACTIONS.find(([size]) => {
    share += size
    return dice < share
  })
  return found?.[1] ?? goToBoard
}
