import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Guard } from '../resilience/guard.ts'
import { createHttp, type Http } from '../resilience/http.ts'
import { safeRead } from '../resilience/safe-read.ts'
import { digitsOf, isBusinessNumber } from './business-number.ts'
import type { Business, BusinessRegistry, Cache, Verification } from './port.ts'

/** The settings of the National Tax Service's "businessman" API, read from the environment. */
export const ntsSettings = z.object({
  NTS_URL: z.url({ protocol: /^https?$/ }).default('https://api.odcloud.kr'),
  /** The key as data.go.kr shows it *decoded*. Without one, every business awaits manual confirmation. */
  NTS_SERVICE_KEY: z.string().default(''),
})

/** The settings that reach the sandbox of the outside APIs at this address. */
export const ntsSandbox = (base: string) => ({ NTS_URL: `${base}/nts`, NTS_SERVICE_KEY: 'sandbox' })

export interface NtsDeps {
  guard: Guard
  cache: Cache
  /** For everything together: whoever signs up is waiting. */
  deadlineMs?: number
  pauseMs?: number
}

const DAY = 86_400_000
const ROOT = '/api/nts-businessman/v1'
const Validated = z.object({ data: z.tuple([z.object({ b_no: z.string(), valid: z.enum(['01', '02']) })]) })
const Statuses = z.object({ data: z.tuple([z.object({ b_no: z.string(), b_stt_cd: z.string() })]) })
const STATUS: Record<string, Verification> = { '01': 'verified', '02': 'suspended', '03': 'closed', '': 'mismatch' }

type Ask = <T>(operation: string, body: unknown, schema: z.ZodType<T>) => Promise<T | undefined>

function asking(http: Http, serviceKey: string, signal: AbortSignal, pauseMs: number): Ask {
  const query = new URLSearchParams({ serviceKey })
  return async (operation, body, schema) => {
    const post = () => http('POST', `${ROOT}/${operation}?${query}`, { body, signal })
    const reply = await safeRead(post, { signal, pauseMs })
    return reply.ok ? schema.safeParse(reply.body).data : undefined
  }
}

async function verify(ask: Ask, { openedOn, ownerName }: Business, b_no: string): Promise<Verification> {
  const business = { b_no, start_dt: openedOn.replaceAll('-', ''), p_nm: ownerName }
  const validated = await ask('validate', { businesses: [business] }, Validated)
  if (validated?.data[0].b_no !== b_no) return 'unavailable'
  if (validated.data[0].valid === '02') return 'mismatch'
  const statuses = await ask('status', { b_no: [b_no] }, Statuses)
  if (statuses?.data[0].b_no !== b_no) return 'unavailable'
  return STATUS[statuses.data[0].b_stt_cd] ?? 'unavailable'
}

/** The key names a person's business, so it is kept only as a hash. */
const keyOf = (b_no: string, { openedOn, ownerName }: Business) =>
  `nts:${createHash('sha256')
    .update(JSON.stringify([b_no, openedOn, ownerName]))
    .digest('hex')}`

/** The National Tax Service: is this a business, of this person, and is it open? */
export function ntsRegistry(
  env: Record<string, string | undefined>,
  { guard, cache, deadlineMs = 2_500, pauseMs = 100 }: NtsDeps,
): BusinessRegistry {
  const { NTS_URL: base, NTS_SERVICE_KEY: serviceKey } = ntsSettings.parse(env)
  const http = createHttp({ guard, base })
  async function answer(business: Business, b_no: string, signal: AbortSignal): Promise<Verification> {
    const key = keyOf(b_no, business)
    // A cache that fails costs a call, not a sign-up.
    if ((await cache.get(key).catch(() => undefined)) === 'verified') return 'verified'
    const verification = await verify(asking(http, serviceKey, signal, pauseMs), business, b_no)
    if (verification === 'verified') await cache.set(key, verification, DAY).catch(() => {})
    return verification
  }
  return {
    async verifyBusiness(business) {
      const b_no = digitsOf(business.businessNumber)
      if (!isBusinessNumber(b_no)) return 'mismatch'
      if (serviceKey === '') return 'unavailable'
      const signal = AbortSignal.timeout(deadlineMs)
      const late = new Promise<Verification>((resolve) => {
        signal.addEventListener('abort', () => resolve('unavailable'), { once: true })
      })
      return Promise.race([answer(business, b_no, signal), late])
    },
  }
}
