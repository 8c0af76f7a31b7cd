import { z } from 'zod'
import { ColleagueRole } from '../../domain/account.ts'
import { Email } from '../../domain/email.ts'
import { emailTaken, Id, rule } from '../../domain/kernel.ts'
import { preparation } from '../preparation.ts'
import { Password } from './register-merchant.ts'

/** An owner opens accounts in the own shop; only the system opens an operator's. */
export const openAccount = preparation({
  input: z.object({
    role: ColleagueRole,
    name: z.string().trim().min(1).max(40),
    email: Email,
    password: Password,
    merchantId: Id.optional(),
  }),
  idOf: async ({ email }, { accountOf }) => (await accountOf(email)).accountId,
  prepare: async ({ password, ...input }, { services, actor }) => {
    rule(
      input.role !== 'operator' || actor.role === 'system',
      'NOT_ALLOWED',
      'Only the platform opens operator accounts.',
    )
    const { accountId, isTaken } = await services.accountOf(input.email)
    if (isTaken) throw emailTaken()
    return {
      ...input,
      merchantId: actor.role === 'system' ? (input.merchantId ?? 'platform') : actor.merchantId,
      accountId,
      emailKey: services.keyedHash('email', input.email),
      passwordHash: await services.hashPassword(password),
    }
  },
})
