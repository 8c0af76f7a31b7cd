import { describe, expect, test } from 'vitest'
import { sandboxForTests } from './harness.ts'

const { call } = sandboxForTests()
const V1 = '/nts/api/nts-businessman/v1'
const status = (numbers: string[]) => call('POST', `${V1}/status?serviceKey=key`, { body: { b_no: numbers } })
const business = (b_no: string) => ({ b_no, start_dt: '20200101', p_nm: '홍길동' })
const validate = (numbers: string[]) =>
  call('POST', `${V1}/validate?serviceKey=key`, { body: { businesses: numbers.map(business) } })

describe('the business registry', () => {
  test('a number with a right checksum is valid and active', async () => {
    const { body } = await validate(['1248100998'])
    expect(body).toMatchObject({ status_code: 'OK', request_cnt: 1, valid_cnt: 1 })
    expect(body.data[0]).toMatchObject({ valid: '01', status: { b_stt_cd: '01' }, request_param: { p_nm: '홍길동' } })
    expect((await status(['1248100998'])).body).toMatchObject({ match_cnt: 1, data: [{ b_stt_cd: '01' }] })
  })

  test('a wrong checksum is neither valid nor registered', async () => {
    expect((await validate(['1248100999'])).body).toMatchObject({ valid_cnt: 0, data: [{ valid: '02' }] })
    expect((await status(['1248100999'])).body).toMatchObject({ match_cnt: 0, data: [{ b_stt_cd: '' }] })
  })

  test('the documented numbers are suspended, closed, mismatched and unregistered', async () => {
    const numbers = ['1000000009', '2000000008', '3000000007', '4000000006']
    const states = (await status(numbers)).body.data
    expect(states.map((one: { b_stt_cd: string }) => one.b_stt_cd)).toEqual(['02', '03', '01', ''])
    const valid = (await validate(numbers)).body.data
    expect(valid.map((one: { valid: string }) => one.valid)).toEqual(['01', '01', '02', '02'])
  })

  test('over 100 numbers are too many, 100 are not', async () => {
    const many = Array.from({ length: 101 }, () => '1248100998')
    expect(await status(many)).toMatchObject({ status: 413, body: { status_code: 'TOO_LARGE_REQUEST' } })
    expect((await status(many.slice(1))).body).toMatchObject({ match_cnt: 100 })
  })

  test('without its key, or with a bad body, it refuses', async () => {
    const body = { b_no: ['1248100998'] }
    expect(await call('POST', `${V1}/status`, { body })).toMatchObject({ status: 401, body: { code: -401 } })
    expect((await call('POST', `${V1}/status?serviceKey=invalid-key`, { body })).status).toBe(401)
    const bad = { status: 400, body: { status_code: 'BAD_JSON_REQUEST' } }
    expect(await call('POST', `${V1}/status?serviceKey=key`, { body: '{"b_no":' })).toMatchObject(bad)
    expect(await call('POST', `${V1}/validate?serviceKey=key`, { body })).toMatchObject(bad)
  })

  test('its key is not kept in the record', async () => {
    await call('POST', `${V1}/status?serviceKey=very-secret`, { body: { b_no: ['1248100998'] } })
    const { body } = await call('GET', '/control/requests?partner=nts')
    expect(body.requests.length).toBeGreaterThan(0)
    expect(JSON.stringify(body)).not.toContain('very-secret')
  })
})
