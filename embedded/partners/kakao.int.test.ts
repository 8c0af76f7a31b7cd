import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { later, sandboxForTests } from './harness.ts'

const { call, clock, record } = sandboxForTests()
const PATH = '/kakao/v1/brand-messages'
const message = (more: object = {}) => ({
  requestId: randomUUID(),
  senderKey: 'shop',
  templateCode: 'AUTUMN_1',
  audience: { kind: 'consenting-friends' },
  ...more,
})
const send = (body: object) => call('POST', PATH, { body })

describe('Kakao brand messages', () => {
  test('a request id sends once, and finds what was sent', async () => {
    const body = message()
    const first = await send(body)
    expect(first).toMatchObject({ status: 201, body: { status: 'SENT', reference: body.requestId } })
    expect(await send(body)).toMatchObject({ status: 200, body: { id: first.body.id } })
    const found = await call('GET', `${PATH}?requestId=${body.requestId}`)
    expect(found.body.items).toMatchObject([{ id: first.body.id }])
    expect((await record({ partner: 'kakao', reference: body.requestId })).posts).toHaveLength(1)
  })

  test('a reserved message can be called back, a sent one cannot', async () => {
    const { id } = (await send(message({ sendAt: later(60) }))).body
    expect((await call('DELETE', `${PATH}/${id}`)).body).toMatchObject({ status: 'CANCELLED' })
    const sent = (await send(message())).body
    const answer = await call('DELETE', `${PATH}/${sent.id}`)
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'ALREADY_SENT' } } })
    expect((await call('GET', `${PATH}/${sent.id}`)).body.status).toBe('SENT')
  })

  test.each([
    ['20:49:59', 201],
    ['20:50:00', 422],
    ['23:59:59', 422],
    ['00:00:00', 422],
    ['07:59:59', 422],
    ['08:00:00', 201],
  ])('at %s in Korea it answers %i', async (time, status) => {
    await clock(`2026-11-21T${time}+09:00`)
    expect((await send(message())).status).toBe(status)
  })

  test('what is reserved into the night is refused, and it says from when on it may be sent', async () => {
    const answer = await send(message({ sendAt: '2026-11-21T22:30:30+09:00' }))
    const error = { code: 'QUIET_HOURS', allowedFrom: '2026-11-21T23:00:00.000Z' }
    expect(answer).toMatchObject({ status: 422, body: { error } })
    expect((await send(message({ sendAt: error.allowedFrom }))).status).toBe(201)
  })

  test('a template that is not approved, and a tag audience without its tag, are refused', async () => {
    expect((await send(message({ templateCode: 'UNAPPROVED_1' }))).body.error.code).toBe('TEMPLATE_NOT_APPROVED')
    expect((await send(message({ audience: { kind: 'tag' } }))).body.error.code).toBe('TAG_REQUIRED')
    expect((await send(message({ requestId: undefined }))).body.error.code).toBe('REFERENCE_REQUIRED')
  })
})
