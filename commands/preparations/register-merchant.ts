import { z } from 'zod'
import { Email } from '../../domain/email.ts'
import { emailTaken, rule } from '../../domain/kernel.ts'
import { Region, Trade } from '../../domain/merchant.ts'
import { type PrepareServices, preparation } from '../preparation.ts'

/** Long enough to resist guessing (NIST SP 800-63B asks for length, not for symbols). */
export const Password = z.string().min(10, 'ten characters at least').max(200)

type KeyedHash = PrepareServices['keyedHash']
const ID_LENGTH = 24

const merchantIdOf = (email: string, keyedHash: KeyedHash) => keyedHash('merchant', email).slice(0, ID_LENGTH)

/** Checks the business number with the tax office; when that does not answer, a person confirms it later. */
export const registerMerchant = preparation({
  input: z.object({
    shopName: z.string().trim().min(1).max(60),
    trade: Trade,
    region: Region,
    businessNumber: z
      .string()
      .transform((text) => text.replaceAll(/[\s-]/g, ''))
      .pipe(z.string().regex(/^\d{10}$/, 'ten digits')),
    openedOn: z.iso.date(),
    ownerName: z.string().trim().min(1).max(40),
    email: Email,
    password: Password,
  }),
  idOf: ({ email }, { keyedHash }) => merchantIdOf(email, keyedHash),
  prepare: async ({ password, openedOn, ...input }, { services }) => {
    const { businessNumber, ownerName, email } = input
    const { accountId, isTaken } = await services.accountOf(email)
    if (isTaken) throw emailTaken()
    const check = await services.verifyBusiness({ businessNumber, openedOn, ownerName })
    rule(
      check !== 'mismatch',
      'BUSINESS_NUMBER_INVALID',
      'The tax office does not know this number with this owner and opening date.',
    )
    rule(
      check !== 'suspended' && check !== 'closed',
      'BUSINESS_NOT_ACTIVE',
      `The tax office lists this business as ${check}.`,
    )
    return {
      ...input,
      merchantId: merchantIdOf(email, services.keyedHash),
      accountId,
      emailKey: services.keyedHash('email', email),
      passwordHash: await services.hashPassword(password),
      verification: check === 'verified' ? 'verified' : 'awaiting-confirmation',
    }
  },
})
