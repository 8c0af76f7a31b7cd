import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { later, sandboxForTests } from './harness.ts'

const { call, clock, record } = sandboxForTests()
const key = (reference: string) => ({ headers: { 'idempotency-key': reference } })
const period = { startsAt: later(10), endsAt: later(60 * 24) }

async function readyClip(): Promise<string> {
  const body = { title: '가을 세일', sourceUrl: 'http://media.test/clip.mp4', durationSeconds: 15 }
  return (await call('POST', '/uridongne-tv/v1/clips', { body, ...key(randomUUID()) })).body.id
}

const CHANNELS = [
  {
    partner: 'ringobiz',
    path: '/ringobiz/v1/ringbacks',
    words: ['REGISTERED', 'ACTIVE', 'ENDED', 'REMOVED'],
    body: async () => ({ phoneNumber: '0212345678', text: '가을 세일 중입니다', ...period }),
  },
  {
    partner: 'genie-tv',
    path: '/genie-tv/v1/campaigns',
    words: ['SCHEDULED', 'RUNNING', 'ENDED', 'STOPPED'],
    body: async () => ({
      name: '가을 세일',
      format: 'banner',
      creativeUrl: 'http://media.test/a.png',
      regions: ['서울 마포구'],
      budgetKrw: 50_000,
      ...period,
    }),
  },
  {
    partner: 'uridongne-tv',
    path: '/uridongne-tv/v1/broadcasts',
    words: ['BOOKED', 'ON_AIR', 'ENDED', 'CANCELLED'],
    body: async () => ({ clipId: await readyClip(), region: '서울 마포구', ...period }),
  },
]

describe.each(CHANNELS)('$partner', ({ partner, path, words: [waiting, live, ended, gone], body: make }) => {
  let body: Record<string, unknown>
  let reference: string
  const create = () => call('POST', path, { body, ...key(reference) })
  beforeEach(async () => {
    body = await make()
    reference = randomUUID()
  })

  test('a repeated create answers the same post, made once', async () => {
    const first = await create()
    const again = await create()
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body.id).toBe(first.body.id)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const { posts, requests } = await record({ partner, reference })
    expect(posts).toMatchObject([{ partner, reference, postId: first.body.id, request: { operation: 'create' } }])
    expect(requests).toHaveLength(2)
  })

  test('many at once make one post', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, create))
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
    expect((await record({ partner, reference })).posts).toHaveLength(1)
  })

  test('the same key with another body is refused', async () => {
    await create()
    const other = await call('POST', path, { body: { ...body, endsAt: later(999) }, ...key(reference) })
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'REFERENCE_REUSED' } } })
  })

  test('a lookup tells whether a request arrived', async () => {
    const ask = () => call('GET', `${path}?reference=${reference}`)
    expect(await ask()).toMatchObject({ status: 200, body: { items: [] } })
    const { body: made } = await create()
    expect((await ask()).body.items).toMatchObject([{ id: made.id, reference, status: waiting }])
  })

  test('its status follows the clock', async () => {
    const { id } = (await create()).body
    const status = async () => (await call('GET', `${path}/${id}`)).body.status
    expect(await status()).toBe(waiting)
    await clock(later(11))
    expect(await status()).toBe(live)
    await clock(later(60 * 25))
    expect(await status()).toBe(ended)
  })

  test('views grow from the start on, the same every time, and stop at the take-down', async () => {
    const { id } = (await create()).body
    const counts = async (minutes: number) => {
      await clock(later(minutes))
      return (await call('GET', `${path}/${id}/metrics`)).body
    }
    expect(await counts(5)).toMatchObject({ views: 0, reach: 0, clicks: 0 })
    const soon = await counts(20)
    const late = await counts(120)
    expect(soon.views).toBeGreaterThan(0)
    expect(late.views).toBeGreaterThan(soon.views)
    expect(await counts(20)).toEqual(soon)
    expect(late.series).toHaveLength(24)
    expect(late.series.at(-1).views).toBe(late.views)
    await clock(later(120))
    expect((await call('DELETE', `${path}/${id}`)).body).toMatchObject({ status: gone, takenDownAt: later(120) })
    expect((await counts(600)).views).toBe(late.views)
    expect((await call('DELETE', `${path}/${id}`)).body).toMatchObject({ status: gone, takenDownAt: later(120) })
    expect((await record({ partner, reference })).posts).toMatchObject([{ takenDownAt: later(120) }])
  })

  test('it refuses what it should', async () => {
    const none = { headers: { authorization: '' } }
    expect((await call('POST', path, { body, ...none })).body.error.code).toBe('UNAUTHENTICATED')
    const expired = { authorization: 'Bearer expired-token', 'idempotency-key': reference }
    expect((await call('POST', path, { body, headers: expired })).body.error.code).toBe('TOKEN_EXPIRED')
    expect((await call('POST', path, { body })).body.error.code).toBe('REFERENCE_REQUIRED')
    const wrong = await call('POST', path, { body: { ...body, endsAt: 'tomorrow' }, ...key(reference) })
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_REQUEST', fields: [{ field: 'endsAt' }] } },
    })
    const over = await call('POST', path, { body: { ...body, endsAt: later(-1) }, ...key(reference) })
    expect(over).toMatchObject({ status: 422, body: { error: { code: 'PERIOD_OVER' } } })
    expect((await call('GET', `${path}/none`)).status).toBe(404)
    expect((await record({ partner, reference })).posts).toEqual([])
  })
})

describe('rules of single channels', () => {
  test('a campaign on 지니TV needs its least budget', async () => {
    const body = { ...(await CHANNELS[1]?.body()), budgetKrw: 9_999 }
    const answer = await call('POST', '/genie-tv/v1/campaigns', { body, ...key(randomUUID()) })
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'BUDGET_TOO_SMALL', least: 10_000 } } })
  })

  test('a clip of 우리동네TV is uploaded once, can be looked up, and must exist to be broadcast', async () => {
    const reference = randomUUID()
    const body = { title: '가을', sourceUrl: 'http://media.test/clip.mp4', durationSeconds: 15 }
    const upload = () => call('POST', '/uridongne-tv/v1/clips', { body, ...key(reference) })
    const first = await upload()
    expect(first).toMatchObject({ status: 201, body: { reference, status: 'READY' } })
    expect(await upload()).toMatchObject({ status: 200, body: { id: first.body.id } })
    const found = await call('GET', `/uridongne-tv/v1/clips?reference=${reference}`)
    expect(found.body.items).toMatchObject([{ id: first.body.id }])
    expect((await call('GET', `/uridongne-tv/v1/clips/${first.body.id}`)).body.status).toBe('READY')
    const broadcast = { clipId: 'clip_none', region: '마포구', ...period }
    const answer = await call('POST', '/uridongne-tv/v1/broadcasts', { body: broadcast, ...key(randomUUID()) })
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'CLIP_UNKNOWN' } } })
  })
})
