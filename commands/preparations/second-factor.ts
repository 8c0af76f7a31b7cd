import { z } from 'zod'
import type { Actor } from '../../adapters/http/auth.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { type SecondFactorState, secondFactor } from '../../domain/second-factor.ts'
import { bareCode, drawRecoveryCodes, drawSecret, otpAddress, stepOf } from '../one-time-codes.ts'
import { loadState, type PrepareServices, preparation } from '../preparation.ts'
import { PresentPassword, TRIES_PER_MINUTE } from './password.ts'

/** An app's code or a recovery code, as somebody typed it. */
export const Code = z
  .string()
  .max(40)
  .meta({ examples: ['492 039'] })
  .transform(bareCode)
  .pipe(z.string().regex(/^\d{6,10}$/, 'the six digits of the app, or a recovery code'))

const Password = z.object({ password: PresentPassword })

const own = ({ accountId, merchantId }: Actor) => ({ accountId, merchantId })

async function provePassword({ isPassword }: PrepareServices, { accountId }: Actor, password: string): Promise<void> {
  rule(await isPassword(accountId, password), 'PASSWORD_WRONG', 'This is not the password of your account.')
}

const hashOf = ({ keyedHash }: PrepareServices, accountId: string, recoveryCode: string) =>
  keyedHash('recovery-code', `${accountId}/${bareCode(recoveryCode)}`)

/** Which half minute of which secret a code belongs to; of none, nothing. */
function shownBy(state: SecondFactorState, code: string, now: string) {
  if (state.status !== 'begun' && state.status !== 'on') return {}
  return { enrolmentId: state.enrolmentId, step: stepOf(state.secret, code, now) }
}

function newRecoveryCodes(services: PrepareServices, { accountId }: Actor) {
  const recoveryCodes = drawRecoveryCodes()
  return { recoveryCodes, recoveryHashes: recoveryCodes.map((code) => hashOf(services, accountId, code)) }
}

/** Asks for the password again: who finds a phone lying there must not lock its owner out. */
export const beginSecondFactor = preparation({
  input: Password,
  triesPerMinute: TRIES_PER_MINUTE,
  tells: ['secret', 'address'],
  prepare: async ({ password }, { services, actor }) => {
    await provePassword(services, actor, password)
    const secret = drawSecret()
    return { ...own(actor), enrolmentId: crypto.randomUUID(), secret, address: otpAddress(secret, actor.name) }
  },
})

/** Looks at the code with the secret that was drawn; its use here is its first. */
export const confirmSecondFactor = preparation({
  input: z.object({ code: Code }),
  tells: ['recoveryCodes'],
  prepare: async ({ code }, { store, services, actor, now }) => {
    const state = await loadState(store, secondFactor, actor.accountId)
    return { ...own(actor), ...shownBy(state, code, now), ...newRecoveryCodes(services, actor) }
  },
})

/** For sign-in, which has looked at the password. */
export const checkSecondFactor = preparation({
  input: z.object({ accountId: Id, code: Code.optional() }),
  prepare: async ({ accountId, code }, { store, services, now }) => {
    if (code === undefined) return { accountId, hasCode: false }
    const state = await loadState(store, secondFactor, accountId)
    const recoveryHash = hashOf(services, accountId, code)
    return { accountId, hasCode: true, ...shownBy(state, code, now), recoveryHash }
  },
})

export const renewRecoveryCodes = preparation({
  input: Password,
  triesPerMinute: TRIES_PER_MINUTE,
  tells: ['recoveryCodes'],
  prepare: async ({ password }, { services, actor }) => {
    await provePassword(services, actor, password)
    return { ...own(actor), ...newRecoveryCodes(services, actor) }
  },
})

export const turnOffSecondFactor = preparation({
  input: Password,
  triesPerMinute: TRIES_PER_MINUTE,
  prepare: async ({ password }, { services, actor }) => {
    await provePassword(services, actor, password)
    return { accountId: actor.accountId, turnedOffBy: actor.accountId }
  },
})

/** The own one is turned off with the password alone. */
export const resetSecondFactor = preparation({
  input: z.object({ accountId: Id }),
  prepare: async ({ accountId }, { actor }) => {
    rule(accountId !== actor.accountId, 'NOT_ALLOWED', 'Turn your own second factor off with your password.')
    return { accountId, turnedOffBy: actor.accountId }
  },
})
