import { setTimeout as delay } from 'node:timers/promises'
import type { Caller, Shop } from './caller.ts'
import { now } from './cluster.ts'
import type { Campaign } from './plan.ts'

const DAY_MS = 86_400_000
const START_AHEAD_MS = 2_500
const PLANS_WAIT_MS = 5_000
const PICTURES_WAIT_MS = 60_000
const PICTURES_LOOK_MS = 300
const AT_ONCE = 4

interface Running {
  caller: Caller
  shop: Shop
  campaign: Campaign
  promotionId: string
}

const later = (ms: number) => new Date(Date.parse(now()) + ms).toISOString()

/** Takes one promotion through its plan; whatever is refused for good ends it. */
export async function runCampaign(caller: Caller, shops: readonly Shop[], campaign: Campaign): Promise<void> {
  const { key, purpose } = campaign
  const shop = shops[campaign.shop] as Shop
  await delay(campaign.atMs)
  const created = await caller.command('create-promotion', { purpose }, { key, shop })
  if (!created) return
  const running = { caller, shop, campaign, promotionId: created.id as string }
  if (campaign.recommendation !== 'none') await recommend(running)
  await fill(running)
  await approvePictures(running)
  const distributionId = await start(running)
  await enter(running)
  await finish(running, distributionId)
}

/** One command of the campaign, with a key of its own. */
const send = ({ caller, shop, campaign }: Running, name: string, input: object, refusals: string[] = [], step = name) =>
  caller.command(name, input, { key: `${campaign.key}/${step}`, shop, refusals })

async function recommend(running: Running): Promise<void> {
  const { caller, shop, campaign, promotionId } = running
  const { purpose, season } = campaign
  const job = await send(running, 'request-recommendation', { purpose, season, promotionId })
  if (!job || campaign.recommendation === 'asked') return
  const until = performance.now() + PLANS_WAIT_MS
  while (performance.now() < until) {
    const row = await caller.get(`/api/v1/jobs/${job.id}`, shop)
    if (row?.status === 'done') {
      await send(running, 'choose-plan', { promotionId, recommendationId: job.id, planIndex: 1 })
      return
    }
    await delay(200)
  }
}

const fill = (running: Running) =>
  send(running, 'revise-promotion', {
    promotionId: running.promotionId,
    title: `이벤트 ${running.campaign.key}`,
    prize: '이용권 3명',
    body: '매일 아침 갓 구운 빵',
    hashtags: ['소망빵집'],
    channels: running.campaign.start === 'distribute' ? [] : running.campaign.channels,
    endsAt: later(300 * DAY_MS),
  })

/** Nothing goes on a channel without: the picture for links is enough. Asked for until it is there. */
async function approvePictures(running: Running): Promise<void> {
  const { promotionId } = running
  const wanted = { promotionId, style: 'paper', channels: [] }
  const content = await send(running, 'request-content', wanted)
  if (!content) return
  const approval = { promotionId, contentId: content.id }
  const until = performance.now() + PICTURES_WAIT_MS
  while (!(await send(running, 'approve-content', approval, ['CONTENT_NOT_READY']))) {
    if (performance.now() > until) throw new Error(`the pictures of ${promotionId} were not made in time`)
    await delay(PICTURES_LOOK_MS)
  }
}

/** Starts it; gives the distribution's id where the shop itself asks for one. */
async function start(running: Running): Promise<string | undefined> {
  const { promotionId, campaign } = running
  const schedule = () => {
    const period = { startsAt: later(START_AHEAD_MS), endsAt: later(300 * DAY_MS) }
    return send(running, 'schedule-promotion', { promotionId, ...period }, ['PERIOD_INVALID', 'CONTENT_OUTDATED'])
  }
  if (campaign.start === 'schedule' && (await schedule())) {
    await delay(2 * START_AHEAD_MS)
    return undefined
  }
  await send(running, 'launch-promotion', { promotionId })
  if (campaign.start !== 'distribute') return undefined
  const distributed = await send(running, 'distribute-promotion', { promotionId, channels: campaign.channels })
  return distributed?.id
}

/** People enter, every third of them twice. */
async function enter({ caller, campaign, promotionId }: Running): Promise<void> {
  const people = Array.from({ length: campaign.entries }, (_, index) => index)
  const one = async (person: number, again: string) => {
    const phone = `010-7000-${String(person).padStart(4, '0')}`
    const input = { promotionId, name: `참여자${person}`, phone, source: 'direct', consent: true }
    const key = `${campaign.key}/entry-${person}${again}`
    await caller.command('submit-entry', input, { key, refusals: ['PROMOTION_NOT_RUNNING'] })
  }
  for (let i = 0; i < people.length; i += AT_ONCE)
    await Promise.all(
      people
        .slice(i, i + AT_ONCE)
        .flatMap((person) => [one(person, ''), ...(person % 3 ? [] : [one(person, ' again')])]),
    )
}

async function finish(running: Running, distributionId: string | undefined): Promise<void> {
  const { promotionId, campaign } = running
  const { ending, channels } = campaign
  if (ending === 'draw') {
    const ended = await send(running, 'end-promotion', { promotionId }, ['PROMOTION_NOT_RUNNING'])
    if (ended) await send(running, 'draw-winners', { promotionId, count: 2 }, ['NOBODY_ENTERED'])
  }
  if (ending === 'cancel') await send(running, 'cancel-promotion', { promotionId, reason: '가게를 쉽니다' })
  if (!distributionId) return
  const url = `https://blog.naver.com/chaos/${distributionId}`
  if (channels.includes('naver-blog')) {
    const confirmation = { distributionId, channel: 'naver-blog', url }
    await send(running, 'confirm-post', confirmation, ['POST_NOT_CONFIRMABLE'])
  }
  if (ending === 'take-down')
    await send(running, 'take-down-posts', { distributionId, channel: channels[0], reason: '잘못 올렸습니다' })
  if (ending === 'retry')
    for (const channel of channels)
      await send(running, 'retry-channel', { distributionId, channel }, ['CHANNEL_NOT_RETRYABLE'], `retry ${channel}`)
}
