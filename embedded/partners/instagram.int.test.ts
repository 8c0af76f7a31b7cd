import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { EmbeddedServer } from '../cli.ts'
import { ask, later, sandboxForTests } from './harness.ts'
import { startPartners } from './server.ts'

const { call, clock, record } = sandboxForTests()
const ROOT = '/instagram/v21.0'
const image_url = 'https://media.test/a.png'

async function post(user: string, caption: string): Promise<string> {
  const { id } = (await call('POST', `${ROOT}/${user}/media`, { body: { image_url, caption } })).body
  return (await call('POST', `${ROOT}/${user}/media_publish`, { body: { creation_id: id } })).body.id
}

describe('Instagram', () => {
  test('container, status, publish, permalink, insights, delete', async () => {
    const reference = randomUUID()
    const caption = `가을 세일 #madang_${reference}`
    const container = (await call('POST', `${ROOT}/1/media`, { body: { image_url, caption } })).body.id
    const status = () => call('GET', `${ROOT}/${container}?fields=status_code`)
    expect((await status()).body).toEqual({ id: container, status_code: 'FINISHED' })
    const { id } = (await call('POST', `${ROOT}/1/media_publish`, { body: { creation_id: container } })).body
    expect((await status()).body.status_code).toBe('PUBLISHED')

    const { permalink } = (await call('GET', `${ROOT}/${id}?fields=permalink`)).body
    const page = await call('GET', new URL(permalink).pathname)
    expect(page.body).toContain(caption)

    await clock(later(60))
    const { data } = (await call('GET', `${ROOT}/${id}/insights?metric=reach,views,profile_activity`)).body
    expect(data.map((one: { name: string }) => one.name)).toEqual(['reach', 'views', 'profile_activity'])
    for (const one of data) expect(one.values[0].value).toBeGreaterThan(0)

    expect((await call('DELETE', `${ROOT}/${id}`)).body).toEqual({ success: true })
    expect(await call('GET', `${ROOT}/${id}?fields=permalink`)).toMatchObject({
      status: 400,
      body: { error: { code: 100 } },
    })
    const { posts, requests } = await record({ partner: 'instagram', reference })
    expect(posts).toMatchObject([{ postId: id, takenDownAt: later(60), request: { operation: 'publish' } }])
    expect(requests.map((one: { operation: string }) => one.operation)).toContain('publish')
  })

  test('it has no idempotency: the same again is a second post, and the listing shows it', async () => {
    const reference = randomUUID()
    const caption = `같은 글 #madang_${reference}`
    const ids = [await post('2', caption), await post('2', caption)]
    expect(new Set(ids).size).toBe(2)
    expect((await record({ partner: 'instagram', reference })).posts).toHaveLength(2)
    const { data } = (await call('GET', `${ROOT}/2/media?fields=id,caption,timestamp`)).body
    expect(data).toMatchObject([{ id: ids[1], caption }, { id: ids[0] }])
    expect(Object.keys(data[0]).sort()).toEqual(['caption', 'id', 'timestamp'])
  })

  test('the listing is one account’s own, in pages', async () => {
    const ids = [await post('3', 'a'), await post('3', 'b'), await post('3', 'c')]
    await post('4', 'other')
    const first = (await call('GET', `${ROOT}/3/media?limit=2`)).body
    expect(first.data).toEqual([{ id: ids[2] }, { id: ids[1] }])
    const second = (await call('GET', `${ROOT}/3/media?limit=2&after=${first.paging.cursors.after}`)).body
    expect(second.data).toEqual([{ id: ids[0] }])
  })

  test('parameters come as a form or in the query too', async () => {
    const form = new URLSearchParams({ image_url, caption: 'form', access_token: 'very-secret' })
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' }
    const made = await call('POST', `${ROOT}/5/media`, { body: form.toString(), headers })
    expect(made.status).toBe(200)
    const query = new URLSearchParams({ creation_id: made.body.id, access_token: 'very-secret' })
    expect((await call('POST', `${ROOT}/5/media_publish?${query}`, { headers })).status).toBe(200)
    const requests = (await call('GET', '/control/requests?partner=instagram')).body
    expect(JSON.stringify(requests)).not.toContain('very-secret')
  })

  test.each([
    [{ body: { caption: 'x' } }, 400, 100],
    [{ body: { image_url: 'file:///etc/passwd' } }, 400, 9004],
    [{ body: { image_url, caption: 'x'.repeat(2201) } }, 400, 36004],
    [{ body: { image_url }, headers: { authorization: '' } }, 401, 190],
    [{ body: { image_url }, headers: { authorization: 'Bearer expired-token' } }, 401, 190],
  ])('it refuses %j', async (asking, status, code) => {
    expect(await call('POST', `${ROOT}/6/media`, asking)).toMatchObject({ status, body: { error: { code } } })
  })

  test('it refuses to publish what is unknown, another account’s, or published already', async () => {
    const publish = (user: string, creation_id: string) =>
      call('POST', `${ROOT}/${user}/media_publish`, { body: { creation_id } })
    const { id } = (await call('POST', `${ROOT}/7/media`, { body: { image_url } })).body
    expect((await publish('7', '17')).body.error.code).toBe(24)
    expect((await publish('8', id)).body.error.code).toBe(24)
    expect((await publish('7', id)).status).toBe(200)
    expect((await publish('7', id)).body.error.code).toBe(100)
  })

  test('the daily quota is told, kept to, and given back after a day', async () => {
    const limit = async () => (await call('GET', `${ROOT}/9/content_publishing_limit?fields=quota_usage,config`)).body
    expect(await limit()).toEqual({ data: [{ quota_usage: 0, config: { quota_total: 100, quota_duration: 86_400 } }] })
    for (let n = 0; n < 100; n += 1) expect(await post('9', `${n}`)).toBeTruthy()
    const { id } = (await call('POST', `${ROOT}/9/media`, { body: { image_url } })).body
    const over = await call('POST', `${ROOT}/9/media_publish`, { body: { creation_id: id } })
    expect(over).toMatchObject({ status: 403, body: { error: { code: 9, error_subcode: 2207042 } } })
    await clock(later(24 * 60 + 1))
    expect((await limit()).data[0].quota_usage).toBe(0)
  })

  test('a container takes its time, and cannot be published before', async () => {
    const slow: EmbeddedServer = await startPartners({ port: 0, data: ':memory:', latencyMs: { least: 0, most: 100 } })
    const base = `http://127.0.0.1:${slow.port}`
    try {
      const { id } = (await ask(base, 'POST', `${ROOT}/1/media`, { body: { image_url } })).body
      expect((await ask(base, 'GET', `${ROOT}/${id}?fields=status_code`)).body.status_code).toBe('IN_PROGRESS')
      const early = await ask(base, 'POST', `${ROOT}/1/media_publish`, { body: { creation_id: id } })
      expect(early).toMatchObject({ status: 400, body: { error: { code: 9007 } } })
    } finally {
      await slow.stop()
    }
  })
})
