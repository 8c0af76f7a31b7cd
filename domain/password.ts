import { z } from 'zod'
import {
  type Aggregate,
  commandsOf,
  type EventOf,
  eventsOf,
  evolveBy,
  Id,
  Instant,
  personal,
  Rejected,
  rule,
} from './kernel.ts'
import { isLocked, withWrong } from './wrong-tries.ts'

/** How long somebody has to use the link to a new password. */
const RESET_LASTS_MS = 24 * 3_600_000

const of = { accountId: Id, merchantId: Id, at: Instant }
const passwordHash = personal(z.string())
/** Keyed hash of what a link carries, which itself is never kept. */
const secretHash = personal(z.string())

const shapes = {
  PasswordChanged: z.object({ ...of, passwordHash }),
  /** A wrong password came where the present one was asked for. */
  PasswordRefused: z.object(of),
  PasswordResetOffered: z.object({ ...of, offeredBy: Id, secretHash, expiresAt: Instant }),
  PasswordReset: z.object({ ...of, passwordHash }),
}
export type PasswordEvent = EventOf<typeof shapes>

export interface PasswordState {
  /** Left out while nothing has happened to the password that the account was opened with. */
  merchantId?: string
  /** Of the password that took the place of the first. */
  passwordHash?: string
  /** When wrong passwords came since the last right one. */
  refusedAt: readonly string[]
  /** The link that is good for a new password. */
  offer?: { secretHash: string; expiresAt: string }
}

const command = commandsOf<PasswordState, PasswordEvent>()

const ChangePassword = command({
  summary: 'Replace the own password, whose present one was given.',
  roles: ['system'],
  schema: z.object({
    accountId: Id,
    merchantId: Id,
    /** What the present password was compared with; left out for the one that the account was opened with. */
    comparedWith: z.string().optional(),
    /** Of the new one; left out when the present one was wrong. */
    passwordHash: z.string().optional(),
  }),
  decide: ({ comparedWith, passwordHash, ...own }, state, { now }) => {
    rule(
      !isLocked(state.refusedAt, now),
      'PASSWORD_LOCKED',
      'Too many wrong passwords. Wait 15 minutes; then try again.',
    )
    if (passwordHash !== undefined && passwordHash === state.passwordHash) return []
    // Somebody who was faster has made it the former one.
    const isProven = passwordHash !== undefined && comparedWith === state.passwordHash
    if (!isProven) return [{ type: 'PasswordRefused', data: { ...own, at: now } }]
    return [{ type: 'PasswordChanged', data: { ...own, passwordHash, at: now } }]
  },
})

const OfferPasswordReset = command({
  summary:
    'Give somebody who forgot the password a link to set a new one, good once and for a day. The answer is the only one that has the link.',
  roles: ['owner', 'operator'],
  schema: shapes.PasswordResetOffered.omit({ at: true, expiresAt: true }),
  answers: ['expiresAt'],
  foreign: () => new Rejected('ACCOUNT_NOT_FOUND', 'No colleague of the shop has this account.'),
  decide: (c, state, { now }) => {
    if (state.offer?.secretHash === c.secretHash) return []
    const expiresAt = new Date(Date.parse(now) + RESET_LASTS_MS).toISOString()
    return [{ type: 'PasswordResetOffered', data: { ...c, expiresAt, at: now } }]
  },
})

const ResetPassword = command({
  summary: 'Set a new password with what the link to it carries. Whoever is signed in to the account is signed out.',
  roles: ['public'],
  schema: z.object({ accountId: Id, secretHash: z.string(), passwordHash: z.string() }),
  decide: ({ accountId, secretHash, passwordHash }, state, { now }) => {
    const { merchantId } = state
    if (passwordHash === state.passwordHash) return []
    if (merchantId === undefined || !isOffered(state, secretHash, now)) throw resetInvalid()
    return [{ type: 'PasswordReset', data: { accountId, merchantId, passwordHash, at: now } }]
  },
})

/** Whether a link that carries this is good for a new password now. */
export const isOffered = ({ offer }: PasswordState, secretHash: string, now: string): boolean =>
  offer !== undefined && offer.secretHash === secretHash && now < offer.expiresAt

/** Said of every link that is not good, so that nobody learns of an account by trying. */
export function resetInvalid(): Rejected {
  return new Rejected('PASSWORD_RESET_INVALID', 'This link is not good, or no longer. Ask for a new one.')
}

const replaced = (_: PasswordState, { merchantId, passwordHash }: { merchantId: string; passwordHash: string }) => ({
  merchantId,
  passwordHash,
  refusedAt: [],
})

/** What became of the password that an account was opened with. */
export const password: Aggregate<PasswordState, PasswordEvent> = {
  name: 'password',
  idField: 'accountId',
  initial: { refusedAt: [] },
  events: eventsOf(shapes, { v: 1, public: false, subjectField: 'accountId' }),
  commands: { ChangePassword, OfferPasswordReset, ResetPassword },
  merchantOf: ({ merchantId }) => merchantId,
  evolve: evolveBy<PasswordState, PasswordEvent>({
    PasswordChanged: replaced,
    PasswordReset: replaced,
    PasswordRefused: (state, { merchantId, at }) => ({
      ...state,
      merchantId,
      refusedAt: withWrong(state.refusedAt, at),
    }),
    PasswordResetOffered: (state, { merchantId, secretHash, expiresAt }) => ({
      ...state,
      merchantId,
      offer: { secretHash, expiresAt },
    }),
  }),
}
