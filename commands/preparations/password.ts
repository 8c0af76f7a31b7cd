import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Id, rule } from '../../domain/kernel.ts'
import { isOffered, password as passwords, resetInvalid } from '../../domain/password.ts'
import { loadState, type PrepareServices, preparation } from '../preparation.ts'
import { Password } from './register-merchant.ts'

/** A password as it is given to prove who one is; those of before may have been of any length. */
export const PresentPassword = z.string().min(1).max(200)
/** Whoever finds a screen that is signed in, or tries links, must not guess. */
export const TRIES_PER_MINUTE = 10
/** Shorter ones are part of too many words. */
const TELLING_NAME = 4
const SECRET_BYTES = 24

/** The page that takes the link's secret; as a fragment it is sent nowhere by itself, so it stands in no log. */
const RESET_PAGE = '/reset-password'

/** What the person sends who changes the own password. */
export const ChangePasswordInput = z.object({ password: PresentPassword, newPassword: Password })

/** Throws PASSWORD_HAS_ADDRESS for a password that is tried first by whoever knows the address. */
function mustHideAddress(password: string, email: string): void {
  const [name = ''] = email.split('@')
  const told = name.length < TELLING_NAME ? email : name
  const isHidden = !password.toLowerCase().includes(told.toLowerCase())
  rule(isHidden, 'PASSWORD_HAS_ADDRESS', 'The new password contains your e-mail address. Choose another.')
}

const mustBeAnother = (isAnother: boolean) =>
  rule(isAnother, 'PASSWORD_UNCHANGED', 'This is the password that the account has already. Choose another.')

const hashOf = ({ keyedHash }: PrepareServices, accountId: string, secret: string) =>
  keyedHash('password-reset', `${accountId}/${secret}`)

const accountMissing = 'No colleague of the shop has this account.'

/** Says nothing of the new password to who has not given the present one. */
export const changePassword = preparation({
  input: ChangePasswordInput,
  prepare: async ({ password, newPassword }, { store, services, actor: { accountId, merchantId } }) => {
    const { passwordHash: comparedWith } = await loadState(store, passwords, accountId)
    const own = { accountId, merchantId, comparedWith }
    if (!(await services.isPassword(accountId, password))) return own
    const account = await services.accountById(accountId)
    rule(account !== undefined, 'ACCOUNT_NOT_FOUND', accountMissing)
    mustBeAnother(newPassword !== password)
    mustHideAddress(newPassword, account.email)
    return { ...own, passwordHash: await services.hashPassword(newPassword) }
  },
})

/** An owner helps colleagues, an operator anybody, after whatever proof they ask for; nobody helps themselves that way. */
export const offerPasswordReset = preparation({
  input: z.object({ accountId: Id }),
  tells: ['address'],
  prepare: async ({ accountId }, { services, actor }) => {
    rule(accountId !== actor.accountId, 'NOT_ALLOWED', 'Change your own password with the one you have.')
    const account = await services.accountById(accountId)
    const isTheirs = actor.role === 'operator' || account?.merchantId === actor.merchantId
    rule(account !== undefined && isTheirs, 'ACCOUNT_NOT_FOUND', accountMissing)
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    return {
      accountId,
      merchantId: account.merchantId,
      offeredBy: actor.accountId,
      secretHash: hashOf(services, accountId, secret),
      address: `${services.publicOrigin()}${RESET_PAGE}#${accountId}.${secret}`,
    }
  },
})

/** Says nothing of the new password, or of the account, to who has no link that is good. */
export const resetPassword = preparation({
  input: z.object({ accountId: Id, secret: z.string().min(1).max(100), password: Password }),
  triesPerMinute: TRIES_PER_MINUTE,
  prepare: async ({ accountId, secret, password }, { store, services, now }) => {
    const state = await loadState(store, passwords, accountId)
    const secretHash = hashOf(services, accountId, secret)
    const account = await services.accountById(accountId)
    if (!account || !isOffered(state, secretHash, now)) throw resetInvalid()
    mustBeAnother(!(await services.isPassword(accountId, password)))
    mustHideAddress(password, account.email)
    return { accountId, secretHash, passwordHash: await services.hashPassword(password) }
  },
})
