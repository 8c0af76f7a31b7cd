import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { ChannelId, type PostContent } from '../../domain/channel.ts'
import { NOON, sandboxForTests } from '../../embedded/partners/harness.ts'
import { createBreakers } from '../resilience/breakers.ts'
import { GUARD_DEFAULTS } from '../resilience/guard.ts'
import { channels, createChannels } from './channels.ts'
import type { Channel, PublishOutcome } from './port.ts'

const { base, call, script, record, clock } = sandboxForTests()

const LIMITS = { ...GUARD_DEFAULTS, timeoutMs: 500, openMs: 800, windowMs: 10_000 }
const never = () => new AbortController().signal

const contentOf = (more: Partial<PostContent> = {}): PostContent => ({
  reference: randomUUID(),
  promotionId: 'p1',
  shopName: '마당식당',
  region: '마포구',
  title: '가을 국밥 이벤트',
  prize: '국밥 한 그릇',
  body: '쌀쌀한 날, 따뜻한 한 그릇 나누어요.',
  hashtags: ['국밥', '#마포 맛집'],
  startsAt: '2026-11-21T00:00:00.000Z',
  endsAt: '2026-12-01T00:00:00.000Z',
  entryUrl: 'https://madang.test/p/p1?from=x',
  imageUrl: 'https://madang.test/p/p1/card.jpg',
  ...more,
})

function open(id: ChannelId, env: Record<string, string> = {}, limits = LIMITS) {
  const breakers = createBreakers()
  const settings = { ...channels[id].sandbox(base()), ...env }
  const channel = channels[id].create(settings, { guard: breakers.guard(id, limits), pauseMs: 5, processingMs: 200 })
  return { channel, breakers }
}

/** The sandbox's operation that makes the post, and a body of its that says no. */
const DIRECT = {
  instagram: { makes: 'publish', no: { error: { message: 'no', code: 10 } }, code: 'GRAPH_10' },
  kakao: { makes: 'create', no: { error: { code: 'NO', message: 'no' } }, code: 'NO' },
  'uridongne-tv': { makes: 'create', no: { error: { code: 'NO', message: 'no' } }, code: 'NO' },
  ringobiz: { makes: 'create', no: { error: { code: 'NO', message: 'no' } }, code: 'NO' },
  'genie-tv': { makes: 'create', no: { error: { code: 'NO', message: 'no' } }, code: 'NO' },
} as const

/** How the saga goes about it: prepare once, keep the handle, then publish with it. */
async function handleFor(channel: Channel, content: PostContent): Promise<string | undefined> {
  const prepared = await channel.prepare?.(content, never())
  if (prepared === undefined) return undefined
  if (prepared.outcome !== 'prepared') throw new Error(`not prepared: ${JSON.stringify(prepared)}`)
  return prepared.handle
}

/** An address that was ours a moment ago: nobody listens there. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

const isJson = (value: unknown) => expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value)

describe.each(Object.keys(DIRECT) as (keyof typeof DIRECT)[])('%s', (id) => {
  const { makes, no, code } = DIRECT[id]
  /** The requests to make the post, as the sandbox saw them. */
  const made = async (reference: string): Promise<{ operation: string; outcome: string | null }[]> => {
    const { requests } = await record({ partner: id, reference })
    return requests.filter(({ operation }: { operation: string }) => operation === makes)
  }
  const posts = async (reference: string) => (await record({ partner: id, reference })).posts
  const fails = (behaviour: Record<string, unknown>, operation: string = makes) =>
    script({ partner: id, operation, behaviours: [behaviour] })
  let channel: Channel
  let content: PostContent
  let handle: string | undefined
  const publish = () => channel.publish(content, handle, never())
  const find = () => channel.find(content, handle, never())

  async function start(made = open(id)) {
    channel = made.channel
    content = contentOf()
    handle = await handleFor(channel, content)
    return made
  }
  async function published() {
    const outcome = await publish()
    if (outcome.outcome !== 'published') throw new Error(JSON.stringify(outcome))
    return outcome.post
  }

  test('publishes, and a repeat is the same one post', async () => {
    await start()
    expect(await find()).toEqual({ outcome: 'absent' })
    const post = await published()
    expect(post).toMatchObject({ postId: expect.any(String), url: expect.stringContaining('http') })
    isJson(post)
    expect(await publish()).toEqual({ outcome: 'published', post })
    expect(await find()).toEqual({ outcome: 'published', post })
    expect(await posts(content.reference)).toMatchObject([{ postId: post.postId }])
  })

  test.each(['timeout-after-success', 'reset-after-success', 'garbage-after-success'])(
    '%s: unknown, then found, and a repeat makes no second post',
    async (kind) => {
      await start()
      await fails({ kind })
      expect(await publish()).toMatchObject({ outcome: 'unknown' })
      expect(await find()).toMatchObject({ outcome: 'published' })
      expect(await publish()).toMatchObject({ outcome: 'published' })
      expect(await posts(content.reference)).toHaveLength(1)
    },
  )

  test.each([{ kind: 'timeout' }, { kind: 'reset' }, { kind: 'garbage' }, { kind: 'status', status: 500 }])(
    '%j: unknown, then absent, and the next try makes the post',
    async (behaviour) => {
      await start()
      await fails(behaviour)
      const outcome = await publish()
      expect(outcome).toMatchObject({ outcome: 'unknown', code: expect.any(String), reason: expect.any(String) })
      isJson(outcome)
      expect(await find()).toEqual({ outcome: 'absent' })
      expect(await publish()).toMatchObject({ outcome: 'published' })
      expect(await posts(content.reference)).toHaveLength(1)
    },
  )

  test('a post that arrives after its timeout is not made again', async () => {
    await start()
    await fails({ kind: 'latency', ms: 1_200 })
    expect(await publish()).toMatchObject({ outcome: 'unknown', code: 'TIMEOUT' })
    expect(await find()).toEqual({ outcome: 'absent' })
    expect(await publish()).toMatchObject({ outcome: 'published' })
    const outcomes = async () => (await made(content.reference)).map(({ outcome }) => outcome)
    await expect.poll(outcomes).toEqual([expect.any(String), expect.any(String)])
    expect(await posts(content.reference)).toHaveLength(1)
    expect(await find()).toMatchObject({ outcome: 'published' })
  })

  test('429 and 503 are definitely not done, and say when to come back', async () => {
    await start()
    await fails({ kind: 'rate-limit', retryAfter: 7 })
    expect(await publish()).toMatchObject({ outcome: 'unavailable', retryAfterMs: 7_000 })
    await fails({ kind: 'status', status: 503 })
    expect(await publish()).toMatchObject({ outcome: 'unavailable' })
    expect(await posts(content.reference)).toHaveLength(0)
  })

  test('nobody listens there: definitely not done', async () => {
    await start()
    const nobodyThere = await closedAddress()
    const settings = Object.fromEntries(
      Object.entries(channels[id].sandbox(base())).map(([k, v]) => [k, v.replace(base(), nobodyThere)]),
    )
    const nobody = open(id, settings).channel
    expect(await nobody.publish(content, handle, never())).toMatchObject({
      outcome: 'unavailable',
      code: 'ECONNREFUSED',
    })
    expect(await nobody.find(content, handle, never())).toMatchObject({ outcome: 'unknown' })
  })

  test('a definite no is permanent, and is no failure of the service', async () => {
    const { breakers } = await start()
    await script({
      partner: id,
      operation: makes,
      mode: 'always',
      behaviours: [{ kind: 'status', status: 400, body: no }],
    })
    for (let n = 0; n < 15; n += 1) expect(await publish()).toEqual({ outcome: 'rejected', code, reason: 'no' })
    expect(breakers.state(id)).toBe('closed')
    expect(await posts(content.reference)).toHaveLength(0)
  })

  test('an expired token is a definite no for everything', async () => {
    await start()
    const token = Object.keys(channels[id].settings.shape).find((name) => name.endsWith('_TOKEN')) as string
    const expired = open(id, { [token]: 'expired-token' }).channel
    if (expired.prepare) expect(await expired.prepare(content, never())).toMatchObject({ outcome: 'rejected' })
    else expect(await expired.publish(content, handle, never())).toMatchObject({ outcome: 'rejected' })
    expect(await expired.find(content, handle, never())).toMatchObject({ outcome: 'unknown' })
    expect(await expired.takeDown('x', never())).toMatchObject({ outcome: 'rejected' })
    expect(await expired.metrics('x', never())).toMatchObject({ outcome: 'rejected' })
  })

  // A sent message cannot be taken down: Kakao has a test of its own for that.
  test.skipIf(id === 'kakao')('takes down, once and again; what never was is gone too', async () => {
    await start()
    const { postId } = await published()
    expect(await channel.takeDown(postId, never())).toEqual({ outcome: 'taken-down' })
    expect(await posts(content.reference)).toMatchObject([{ takenDownAt: expect.any(String) }])
    expect(await channel.takeDown(postId, never())).toEqual({ outcome: 'taken-down' })
    expect(await channel.takeDown('999', never())).toEqual({ outcome: 'taken-down' })
    await fails({ kind: 'timeout-after-success' }, 'delete')
    expect(await channel.takeDown(postId, never())).toMatchObject({ outcome: 'unknown' })
  })

  test('counts grow, reading them survives two failures, and the third is told', async () => {
    await start()
    const { postId } = await published()
    const measure = () => channel.metrics(postId, never())
    const operation = id === 'instagram' ? 'insights' : 'metrics'
    await clock('2026-11-21T13:00:00+09:00')
    await script({ partner: id, operation, behaviours: [{ kind: 'reset' }, { kind: 'status', status: 502 }] })
    const first = await measure()
    expect(first).toMatchObject({ outcome: 'measured', costWon: expect.any(Number) })
    await clock('2026-11-24T12:00:00+09:00')
    const second = await measure()
    if (first.outcome !== 'measured' || second.outcome !== 'measured') throw new Error('not measured')
    expect(second.reach).toBeGreaterThan(first.reach)
    expect(second.clicks).toBeGreaterThanOrEqual(first.clicks)
    await script({ partner: id, operation, behaviours: Array.from({ length: 3 }, () => ({ kind: 'garbage' })) })
    expect(await open(id).channel.metrics(postId, never())).toMatchObject({ outcome: 'unavailable', code: 'GARBAGE' })
  })

  test('a caller who gives up before it began leaves nothing; afterwards, an unknown', async () => {
    await start()
    expect(await channel.publish(content, handle, AbortSignal.abort())).toMatchObject({ outcome: 'unavailable' })
    await fails({ kind: 'timeout-after-success' })
    const caller = new AbortController()
    const publishing = channel.publish(content, handle, caller.signal)
    await expect.poll(async () => (await made(content.reference)).length, { interval: 5 }).toBe(1)
    caller.abort()
    expect(await publishing).toMatchObject({ outcome: 'unknown', code: 'CANCELLED' })
    expect(await find()).toMatchObject({ outcome: 'published' })
  })

  test('more at once than the bulkhead holds are told so, and were not sent', async () => {
    await start(open(id, {}, { ...LIMITS, concurrent: 1, queued: 1 }))
    await script({ partner: id, behaviours: [{ kind: 'latency', ms: 60 }] })
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => publish()))
    const full = outcomes.filter((one) => one.outcome === 'unavailable' && one.code === 'BULKHEAD_FULL')
    expect(full).toHaveLength(2)
    expect(outcomes).toContainEqual(expect.objectContaining({ outcome: 'published' }))
    expect(await posts(content.reference)).toHaveLength(1)
  })

  test('the breaker opens, skips without a call, lets one trial through, and closes', async () => {
    const { breakers } = await start()
    const changes: string[] = []
    breakers.onChange((_id, state) => changes.push(state))
    await script({ partner: id, mode: 'always', behaviours: [{ kind: 'status', status: 500 }] })
    const tries: PublishOutcome[] = []
    for (let n = 0; n < 12 && breakers.state(id) === 'closed'; n += 1) tries.push(await publish())
    expect(breakers.state(id)).toBe('open')
    const before = (await record({ partner: id })).requests.length
    expect(await publish()).toMatchObject({ outcome: 'skipped', code: 'BREAKER_OPEN' })
    expect(await find()).toMatchObject({ outcome: 'unknown', code: 'BREAKER_OPEN' })
    expect((await record({ partner: id })).requests).toHaveLength(before)
    await call('DELETE', '/control/script')
    await sleep(LIMITS.openMs + 20)
    const trials = await Promise.all([publish(), publish(), publish()])
    expect(trials.filter(({ outcome }) => outcome === 'skipped')).toHaveLength(2)
    expect(trials.filter(({ outcome }) => outcome === 'published')).toHaveLength(1)
    expect(changes).toEqual(['open', 'half-open', 'closed'])
    expect(await posts(content.reference)).toHaveLength(1)
  })

  test('a channel that is not connected says so beforehand, and calls nobody', async () => {
    const before = (await record({ partner: id })).requests.length
    const lone = channels[id].create({}, { guard: createBreakers().guard(id) })
    const problems = lone.preflight(contentOf())
    expect(problems).toContainEqual({ code: 'NOT_CONNECTED', params: { setting: expect.stringMatching(/_TOKEN$/) } })
    expect(await lone.publish(contentOf(), 'x', never())).toMatchObject({ outcome: 'rejected', code: 'NOT_CONNECTED' })
    expect(await lone.find(contentOf(), 'x', never())).toMatchObject({ outcome: 'unknown', code: 'NOT_CONNECTED' })
    expect(await lone.takeDown('x', never())).toMatchObject({ outcome: 'rejected' })
    expect((await record({ partner: id })).requests).toHaveLength(before)
  })

  test('its preflight passes what it takes, and stops what it would refuse', () => {
    const { channel: ready } = open(id)
    expect(ready.preflight(contentOf())).toEqual([])
    const long = contentOf({ title: '가'.repeat(400), body: '나'.repeat(2_200) })
    expect(ready.preflight(long)).toContainEqual({
      code: expect.stringMatching(/_TOO_LONG$/),
      params: { length: expect.any(Number), limit: expect.any(Number) },
    })
  })
})

describe('Instagram’s container', () => {
  test('is a post only once, even when it was published behind our back', async () => {
    const { channel } = open('instagram')
    const content = contentOf()
    const handle = (await handleFor(channel, content)) as string
    const behind = {
      partner: 'instagram',
      operation: 'status',
      behaviours: [{ kind: 'status', status: 200, body: { id: handle, status_code: 'FINISHED' } }],
    }
    const first = await channel.publish(content, handle, never())
    await script(behind)
    expect(await channel.publish(content, handle, never())).toEqual(first)
    expect((await record({ partner: 'instagram', reference: content.reference })).posts).toHaveLength(1)
  })

  test('that failed, expired or is gone says what to do', async () => {
    const { channel } = open('instagram')
    const content = contentOf()
    const handle = (await handleFor(channel, content)) as string
    const says = (status_code: string) =>
      script({
        partner: 'instagram',
        operation: 'status',
        behaviours: [{ kind: 'status', status: 200, body: { id: handle, status_code } }],
      })
    await says('ERROR')
    expect(await channel.publish(content, handle, never())).toMatchObject({
      outcome: 'rejected',
      code: 'MEDIA_REFUSED',
    })
    await says('EXPIRED')
    expect(await channel.publish(content, handle, never())).toMatchObject({
      outcome: 'unavailable',
      code: 'HANDLE_STALE',
    })
    await says('IN_PROGRESS')
    expect(await channel.publish(content, handle, never())).toMatchObject({ outcome: 'unavailable', code: 'NOT_READY' })
    expect(await channel.publish(content, '1', never())).toMatchObject({ outcome: 'unavailable', code: 'HANDLE_STALE' })
    await says('PUBLISHED')
    expect(await channel.find(content, handle, never())).toMatchObject({ outcome: 'unknown', code: 'NOT_LISTED' })
  })

  test.each([
    ['GRAPH_2', 400, 'unknown', 'GARBAGE'],
    ['GRAPH_4', 403, 'unavailable', 'GRAPH_4'],
    ['GRAPH_9_2207042', 403, 'unavailable', 'GRAPH_9_2207042'],
    ['GRAPH_9007_2207027', 400, 'unavailable', 'NOT_READY'],
    ['GRAPH_24_2207006', 400, 'unavailable', 'HANDLE_STALE'],
    ['GRAPH_100_33', 400, 'rejected', 'GRAPH_100_33'],
  ])('%s with %i is %s', async (from, status, outcome, code) => {
    const { channel } = open('instagram')
    const content = contentOf()
    const handle = await handleFor(channel, content)
    const [, major, minor] = from.split('_').map(Number)
    const body = { error: { message: 'no', code: major, ...(minor ? { error_subcode: minor } : {}) } }
    await script({ partner: 'instagram', operation: 'publish', behaviours: [{ kind: 'status', status, body }] })
    expect(await channel.publish(content, handle, never())).toMatchObject({ outcome, code })
  })

  test('is found beyond the listing’s first page', async () => {
    const { channel } = open('instagram')
    const content = contentOf()
    const made = await channel.publish(content, await handleFor(channel, content), never())
    const another = contentOf()
    const newer = await channel.publish(another, await handleFor(channel, another), never())
    const id = newer.outcome === 'published' ? newer.post.postId : ''
    const page = { data: [{ id, caption: 'the newest' }], paging: { cursors: { after: id } } }
    const behaviours = [{ kind: 'status', status: 200, body: page }]
    await script({ partner: 'instagram', operation: 'list-media', behaviours })
    expect(await channel.find(content, undefined, never())).toEqual(made)
  })

  test('a post that is still listed is not down, whatever the answer to its deletion', async () => {
    const { channel } = open('instagram')
    const content = contentOf()
    const made = await channel.publish(content, await handleFor(channel, content), never())
    const body = { error: { message: 'no permission', code: 100, error_subcode: 33 } }
    const behaviours = [{ kind: 'status', status: 400, body }]
    await script({ partner: 'instagram', operation: 'delete', behaviours })
    const { postId } = made.outcome === 'published' ? made.post : { postId: '' }
    expect(await channel.takeDown(postId, never())).toMatchObject({ outcome: 'rejected', reason: 'no permission' })
  })

  test('waits while it is processed, but not for ever, and heeds the day’s quota', async () => {
    const { channel } = open('instagram')
    const says = (operation: string, body: unknown, times = 1) =>
      script({ partner: 'instagram', operation, behaviours: Array(times).fill({ kind: 'status', status: 200, body }) })
    const processing = { id: '1', status_code: 'IN_PROGRESS' }
    await says('status', processing, 3)
    expect(await channel.prepare?.(contentOf(), never())).toMatchObject({ outcome: 'prepared' })
    await script({
      partner: 'instagram',
      operation: 'status',
      mode: 'always',
      behaviours: [{ kind: 'status', status: 200, body: processing }],
    })
    expect(await channel.prepare?.(contentOf(), never())).toMatchObject({ outcome: 'unavailable', code: 'NOT_READY' })
    await says('limit', { data: [{ quota_usage: 100, config: { quota_total: 100 } }] })
    expect(await channel.prepare?.(contentOf(), never())).toMatchObject({
      outcome: 'unavailable',
      code: 'QUOTA_REACHED',
    })
  })
})

describe('Kakao at night', () => {
  test.each([
    ['2026-11-21T11:49:59.000Z', undefined],
    ['2026-11-21T11:50:00.000Z', '2026-11-21T23:00:00.000Z'],
    ['2026-11-21T15:00:00.000Z', '2026-11-21T23:00:00.000Z'],
    ['2026-11-21T22:59:59.999Z', '2026-11-21T23:00:00.000Z'],
    ['2026-11-21T23:00:00.000Z', undefined],
  ])('%s is held until %s', (now, until) => {
    expect(open('kakao').channel.holdUntil(now)).toBe(until)
  })

  test('theirs is unavailable, not refused for good', async () => {
    await clock('2026-11-21T21:00:00+09:00')
    const outcome = await open('kakao').channel.publish(contentOf(), undefined, never())
    expect(outcome).toMatchObject({ outcome: 'unavailable', code: 'QUIET_HOURS', retryAfterMs: expect.any(Number) })
    await clock(NOON)
  })

  test('a sent message cannot be called back, and is said so', async () => {
    const { channel } = open('kakao')
    const made = await channel.publish(contentOf(), undefined, never())
    const postId = made.outcome === 'published' ? made.post.postId : ''
    expect(await channel.takeDown(postId, never())).toMatchObject({ outcome: 'rejected', code: 'ALREADY_SENT' })
    expect(await channel.takeDown('none', never())).toEqual({ outcome: 'taken-down' })
  })
})

test('a reference that came back with another body (a changed setting) is the post that is there', async () => {
  const content = contentOf()
  const first = await open('genie-tv').channel.publish(content, undefined, never())
  const { channel } = open('genie-tv', { GENIE_TV_BUDGET_WON: '70000' })
  const again = await channel.publish(content, undefined, never())
  if (first.outcome !== 'published') throw new Error(JSON.stringify(first))
  expect(again).toMatchObject({ outcome: 'published', post: { postId: first.post.postId } })
  const clip = await open('uridongne-tv').channel.prepare?.(content, never())
  expect(await open('uridongne-tv', { URIDONGNE_TV_SECONDS: '30' }).channel.prepare?.(content, never())).toEqual(clip)
})

test('a lookup that answers with somebody else’s post says nothing about ours', async () => {
  const items = [{ id: 'gt_1', reference: 'another', url: null }]
  const behaviours = [{ kind: 'status', status: 200, body: { items } }]
  await script({ partner: 'genie-tv', operation: 'lookup', behaviours })
  const found = await open('genie-tv').channel.find(contentOf(), undefined, never())
  expect(found).toMatchObject({ outcome: 'unknown', code: 'GARBAGE' })
})

test.each([
  ['CLIP_UNKNOWN', 422, 'HANDLE_STALE'],
  ['CLIP_NOT_READY', 409, 'NOT_READY'],
])('우리동네TV’s %s means that nothing was booked yet', async (code, status, ours) => {
  const behaviours = [{ kind: 'status', status, body: { error: { code, message: 'the clip' } } }]
  await script({ partner: 'uridongne-tv', operation: 'create', behaviours })
  const outcome = await open('uridongne-tv').channel.publish(contentOf(), 'clip_1', never())
  expect(outcome).toMatchObject({ outcome: 'unavailable', code: ours, reason: 'the clip' })
})

describe('Naver Blog, by hand', () => {
  const content = contentOf()
  let channel: Channel
  let address: string
  beforeAll(() => {
    channel = open('naver-blog').channel
    address = `${base()}/naver-blog/shop-1`
  })

  test('the package is all there is to paste', async () => {
    expect(channel.mode).toBe('assisted')
    const parcel = channel.package?.(content)
    expect(parcel).toMatchObject({ title: content.title, imageUrl: content.imageUrl })
    expect(parcel?.hashtags).toEqual(['#국밥', '#마포맛집', `#madang_${content.reference}`])
    for (const part of [content.title, content.body, content.prize, content.entryUrl, '#국밥'])
      expect(parcel?.text).toContain(part)
    isJson(parcel)
    expect(await channel.publish(content, undefined, never())).toMatchObject({ outcome: 'rejected', code: 'BY_HAND' })
    expect(channel.preflight(content)).toEqual([])
  })

  test('the address the merchant gives is looked at', async () => {
    expect(await channel.find(content, undefined, never())).toMatchObject({
      outcome: 'unknown',
      code: 'ADDRESS_NEEDED',
    })
    expect(await channel.find(content, address, never())).toEqual({ outcome: 'absent' })
    const parcel = channel.package?.(content)
    await call('PUT', '/naver-blog/shop-1', { body: { title: parcel?.title, body: parcel?.text } })
    const post = { postId: address, url: address, costWon: 0 }
    expect(await channel.find(content, address, never())).toEqual({ outcome: 'published', post })
    const other = contentOf({ title: '다른 이벤트' })
    expect(await channel.find(other, address, never())).toMatchObject({ outcome: 'unknown', code: 'PAGE_DIFFERS' })
    await script({ partner: 'naver-blog', operation: 'page', behaviours: Array(3).fill({ kind: 'timeout' }) })
    expect(await channel.find(content, address, never())).toMatchObject({ outcome: 'unknown', code: 'TIMEOUT' })
  })

  test('no other address is ever called', async () => {
    const before = (await record({})).requests.length
    for (const elsewhere of [
      `${base()}/control/clock`,
      `${base()}/naver-blog/../kakao`,
      'http://10.0.0.1/x',
      'x',
      `${base()}/naver-blog/`,
    ]) {
      expect(await channel.find(content, elsewhere, never())).toMatchObject({ code: 'ADDRESS_ELSEWHERE' })
      expect(await channel.metrics(elsewhere, never())).toMatchObject({ code: 'ADDRESS_ELSEWHERE' })
    }
    expect((await record({})).requests).toHaveLength(before)
  })

  test('counts grow, and only the merchant can delete it', async () => {
    const { channel } = open('naver-blog')
    await clock('2026-11-24T12:00:00+09:00')
    const counts = await channel.metrics(address, never())
    expect(counts.outcome === 'measured' && counts.reach).toBeGreaterThan(0)
    expect(await channel.takeDown(address, never())).toMatchObject({ outcome: 'rejected', code: 'BY_HAND' })
    await call('DELETE', '/naver-blog/shop-1')
    expect(await channel.takeDown(address, never())).toEqual({ outcome: 'taken-down' })
    const real = channels['naver-blog'].create({}, { guard: createBreakers().guard('naver') })
    expect(await real.metrics('https://blog.naver.com/a/1', never())).toMatchObject({ code: 'NOT_MEASURABLE' })
  })
})

test('all channels are made at once, each behind a guard of its name', () => {
  const breakers = createBreakers()
  const env = Object.assign({}, ...Object.values(channels).map((kind) => kind.sandbox(base())))
  const made = createChannels(env, breakers, { limits: LIMITS })
  for (const id of ChannelId.options) {
    expect(made[id].id).toBe(id)
    expect(made[id].preflight(contentOf())).toEqual([])
  }
  expect(Object.keys(breakers.states()).sort()).toEqual([...ChannelId.options].sort())
})
