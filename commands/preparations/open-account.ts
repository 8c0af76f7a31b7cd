import { z } from 'zod'
import { ColleagueRole } from '../../domain/account.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { preparation } from '../preparation.ts'
import { Email, Password } from './register-merchant.ts'

/** An owner opens accounts in the own shop; only the system opens an operator's. */
export const openAccount = preparation({
  input: z.object({
    role: ColleagueRole,
    name: z.string().trim().min(1).max(40),
    email: Email,
    password: Password,
    merchantId: Id.optional(),
  }),
  prepare: async ({ password, ...input }, { services, actor }) => {
    rule(
      input.role !== 'operator' || actor.role === 'system',
      'NOT_ALLOWED',
      'Only the platform opens operator accounts.',
    )
    const emailKey = services.keyedHash('email', input.email)
    rule(
      !(await services.isEmailTaken(emailKey)),
      'EMAIL_TAKEN',
      'An account with this e-mail address exists already. Sign in instead.',
    )
    return {
      ...input,
      merchantId: actor.role === 'system' ? (input.merchantId ?? 'platform') : actor.merchantId,
      accountId: services.keyedHash('account', input.email).slice(0, 24),
      emailKey,
      passwordHash: await services.hashPassword(password),
    }
  },
})
