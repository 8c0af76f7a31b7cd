import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SESSION_COOKIE, signToken } from '../adapters/http/auth.ts'
import { createPictures } from '../adapters/images/pictures.ts'
import { createRenderer } from '../adapters/images/renderer.ts'
import { registerCards } from './card.ts'
import { actorOf, readSideForTests, TOKEN_SECRET } from './harness.ts'
import { sample, seedShop } from './samples.ts'

let drawn = 0
const world = readSideForTests({}, (app, { db, tokens }) => {
  const { render, close } = createRenderer()
  const counted: typeof render = (...what) => {
    drawn += 1
    return render(...what)
  }
  registerCards(app, { db, tokens, pictures: createPictures({ render: counted, close }) })
})
const [DRAFT, SCHEDULED] = ['m1-p2', 'm1-p3']

beforeAll(async () => {
  await seedShop(world, 'm1')
  await seedShop(world, 'm2')
})
beforeEach(() => {
  drawn = 0
})

const card = (id: string, more = '', headers: Record<string, string> = {}) =>
  world.get(`/p/${id}/card.png${more}`, undefined, headers)

async function pngSize(response: Response): Promise<number[]> {
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.headers.get('content-type')).toMatch('application/problem+json')
  expect([response.status, await response.json()]).toMatchObject([status, { status, code }])
  expect(response.headers.get('cache-control')).toBe('no-store')
}

describe('everyone sees', () => {
  test.each(['m1-p1', 'm1-p3', 'm1-p4', 'm1-p5'])('%s, for any site and any cache', async (id) => {
    const response = await card(id)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d+/)
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(await pngSize(response)).toEqual([1080, 1080])
  })

  test.each([
    ['?size=wide', [1200, 630]],
    ['?size=square', [1080, 1080]],
    ['?fbclid=x', [1080, 1080]],
  ])('%s as %j', async (query, size) => {
    expect(await pngSize(await card('m1-p1', query))).toEqual(size)
  })

  test.each(['?size=huge', '?size=', '?size=wide&size=square'])('%s is refused', async (query) => {
    await expectProblem(await card('m1-p1', query), 400, 'INVALID_INPUT')
  })
})

describe('kept pictures', () => {
  test('are drawn once', async () => {
    await world.put('promotions', sample.promotion('m1', 20))
    const responses = await Promise.all([card('m1-p20'), card('m1-p20'), card('m1-p20')])
    const bodies = await Promise.all(responses.map(async (response) => Buffer.from(await response.arrayBuffer())))
    const again = Buffer.from(await (await card('m1-p20')).arrayBuffer())
    for (const body of bodies) expect(body.equals(again)).toBe(true)
    expect(drawn).toBe(1)
  })

  test('a known tag is answered with 304, without drawing', async () => {
    await world.put('promotions', sample.promotion('m1', 21))
    const head = await fetch(`${world.origin}/p/m1-p21/card.png`, { method: 'HEAD' })
    const etag = head.headers.get('etag') as string
    drawn = 0
    const response = await card('m1-p21', '', { 'if-none-match': `"other", W/${etag}` })
    expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', etag])
    expect(drawn).toBe(0)
    expect((await card('m1-p21', '?size=wide', { 'if-none-match': etag })).status).toBe(200)
  })

  test('a changed promotion is a new picture at the same address', async () => {
    await world.put('promotions', sample.promotion('m1', 22))
    const before = await card('m1-p22')
    await world.put('promotions', sample.promotion('m1', 22, { title: '겨울 라떼' }))
    const after = await card('m1-p22', '', { 'if-none-match': before.headers.get('etag') as string })
    expect(after.status).toBe(200)
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
  })
})

describe('a draft', () => {
  const asked = (actor: Parameters<typeof world.get>[1]) => world.get(`/p/${DRAFT}/card.png`, actor)

  test('is there for its own shop, and for no cache', async () => {
    for (const role of ['owner', 'staff', 'auditor'] as const) {
      const response = await asked(actorOf('m1', role))
      expect(await pngSize(response)).toEqual([1080, 1080])
      expect(response.headers.get('cache-control')).toBe('private, no-cache')
    }
  })

  test('is there by the cookie of the pages', async () => {
    const cookie = `${SESSION_COOKIE}=${await signToken(actorOf('m1'), TOKEN_SECRET)}`
    expect((await card(DRAFT, '', { cookie })).status).toBe(200)
  })

  test('is not there for the public, another shop, an operator or a forged sign-in', async () => {
    await expectProblem(await asked(undefined), 404, 'PROMOTION_NOT_FOUND')
    await expectProblem(await asked(actorOf('m2')), 404, 'PROMOTION_NOT_FOUND')
    await expectProblem(await asked(actorOf('m1', 'operator')), 404, 'PROMOTION_NOT_FOUND')
    await expectProblem(await card(DRAFT, '', { cookie: 'madang_session=forged' }), 404, 'PROMOTION_NOT_FOUND')
  })

  test('with nothing in it yet still has a picture', async () => {
    const { title, prize, startsAt, endsAt, ...empty } = sample.promotion('m1', 23, { status: 'draft' })
    await world.put('promotions', empty)
    const response = await world.get('/p/m1-p23/card.png', actorOf('m1'))
    expect(await pngSize(response)).toEqual([1080, 1080])
  })
})

test('a promotion whose shop is not in the view yet has a picture', async () => {
  await world.put('promotions', sample.promotion('m9', 1))
  expect((await card('m9-p1')).status).toBe(200)
})

test.each(['nobody', 'a.b', '..%2f..%2fetc', '%00', '%F0%9F%8E%83', "'$ne'", '[object Object]', '-'.repeat(64)])(
  'no promotion has the id %j',
  async (id) => expectProblem(await card(id), 404, 'PROMOTION_NOT_FOUND'),
)

test.each(['%ff', '%E0%A4%A', 'x'.repeat(5_000), '', '%2e%2e'])(
  'the address with %j is never a failure of ours',
  async (id) => {
    const { status } = await card(id)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  },
)

test('an expired sign-in does not hide what is public', async () => {
  expect((await card(SCHEDULED, '', { cookie: 'madang_session=expired' })).status).toBe(200)
})
