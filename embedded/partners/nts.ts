import { z } from 'zod'
import { type Call, type Partner, Refusal, type Reply } from './http.ts'

const Businesses = z.object({
  businesses: z.array(z.object({ b_no: z.string(), start_dt: z.string(), p_nm: z.string() }).loose()).min(1),
})
const Numbers = z.object({ b_no: z.array(z.string()).min(1) })

/** Numbers with a right checksum that are not simply valid and active. */
const SPECIAL: Record<string, 'suspended' | 'closed' | 'mismatch' | 'unregistered'> = {
  '1000000009': 'suspended',
  '2000000008': 'closed',
  '3000000007': 'mismatch',
  '4000000006': 'unregistered',
}

const STATES: Record<string, { b_stt: string; b_stt_cd: string; end_dt: string }> = {
  active: { b_stt: '계속사업자', b_stt_cd: '01', end_dt: '' },
  suspended: { b_stt: '휴업자', b_stt_cd: '02', end_dt: '' },
  closed: { b_stt: '폐업자', b_stt_cd: '03', end_dt: '20240131' },
}
const NOT_REGISTERED = '국세청에 등록되지 않은 사업자등록번호입니다.'
const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]

/** The check digit of a Korean business registration number. */
function hasRightChecksum(number: string): boolean {
  if (!/^\d{10}$/.test(number)) return false
  const digits = [...number].map(Number)
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (digits[i] as number), 0)
  const carry = Math.floor(((digits[8] as number) * 5) / 10)
  return (10 - ((sum + carry) % 10)) % 10 === digits[9]
}

const fate = (number: string) => SPECIAL[number] ?? (hasRightChecksum(number) ? 'active' : 'unregistered')

function status(number: string) {
  const of = fate(number)
  const state = STATES[of === 'mismatch' ? 'active' : of]
  if (!state) return { b_no: number, b_stt: '', b_stt_cd: '', tax_type: NOT_REGISTERED, tax_type_cd: '', end_dt: '' }
  return { b_no: number, ...state, tax_type: '부가가치세 일반과세자', tax_type_cd: '01', utcc_yn: 'N' }
}

/** The gateway's checks and the service's, in their order: key, then body, then size. */
function parse<T>(schema: z.ZodType<T>, { query, body }: Call, size: (parsed: T) => number): T {
  const key = query.get('serviceKey')
  if (!key || key === 'invalid-key') throw new Refusal(401, { code: -401, msg: '유효하지 않은 인증키 입니다.' })
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Refusal(400, nts.fault(400, 'BAD_JSON_REQUEST', ''))
  if (size(parsed.data) > 100) throw new Refusal(413, nts.fault(413, 'TOO_LARGE_REQUEST', ''))
  return parsed.data
}

function validate(call: Call): Reply {
  const { businesses } = parse(Businesses, call, (body) => body.businesses.length)
  const data = businesses.map((asked) => {
    const of = fate(asked.b_no)
    if (of === 'mismatch' || of === 'unregistered')
      return { b_no: asked.b_no, valid: '02', valid_msg: '확인할 수 없습니다.', request_param: asked }
    return { b_no: asked.b_no, valid: '01', request_param: asked, status: status(asked.b_no) }
  })
  const valid = data.filter((one) => one.valid === '01').length
  return { status: 200, body: { status_code: 'OK', request_cnt: data.length, valid_cnt: valid, data } }
}

function statuses(call: Call): Reply {
  const { b_no } = parse(Numbers, call, (body) => body.b_no.length)
  const data = b_no.map(status)
  const match = data.filter((one) => one.b_stt_cd !== '').length
  return { status: 200, body: { status_code: 'OK', match_cnt: match, request_cnt: data.length, data } }
}

/** The National Tax Service's "businessman" service, as its public API answers. */
export const nts: Partner = {
  name: 'nts',
  reference: ({ body }) => /"b_no":\[?"(\d+)/.exec(JSON.stringify(body ?? ''))?.[1] ?? null,
  fault: (_status, code) => ({ status_code: code }),
  routes: [
    { method: 'POST', path: '/nts/api/nts-businessman/v1/validate', operation: 'validate', handle: validate },
    { method: 'POST', path: '/nts/api/nts-businessman/v1/status', operation: 'status', handle: statuses },
  ],
}
