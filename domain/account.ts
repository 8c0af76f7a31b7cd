import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, emailTaken, evolveBy, Id, personal, rule } from './kernel.ts'

/** What a colleague may be; owners come with their shop's registration. */
export const ColleagueRole = z.enum(['staff', 'auditor', 'operator'])
/** What an owner may make of a colleague. */
const GivenRole = ColleagueRole.exclude(['operator'])

const Named = z.object({ accountId: Id, merchantId: Id, at: z.iso.datetime() })
const shapes = {
  AccountOpened: z.object({
    accountId: Id,
    merchantId: Id,
    role: ColleagueRole,
    name: personal(z.string()),
    email: personal(z.string()),
    /** Keyed hash of the e-mail. Sign-in goes by the account's id, which is made of the address too and is not sealed. */
    emailKey: personal(z.string()),
    passwordHash: personal(z.string()),
    at: z.iso.datetime(),
  }),
  AccountRoleChanged: Named.extend({ role: GivenRole }),
  AccountClosed: Named,
  /** A person's own wish: every sign-in that was given before ends. Owners have this event in their stream too. */
  SignedOutEverywhere: Named,
}
export type AccountEvent = EventOf<typeof shapes>
type Role = z.infer<typeof ColleagueRole>
export type AccountState = { status: 'none' } | { status: 'open' | 'closed'; merchantId: string; role: Role }

const command = commandsOf<AccountState, AccountEvent>()

const OpenAccount = command({
  summary: 'Give a colleague an account of their own: staff to work, an auditor to read the history.',
  roles: ['owner', 'system'],
  schema: shapes.AccountOpened.omit({ at: true }),
  foreign: emailTaken,
  decide: (c, state, { now }) => {
    if (state.status !== 'none') throw emailTaken()
    return [{ type: 'AccountOpened', data: { ...c, at: now } }]
  },
})

/** An owner's account is made by the shop's registration, so it is none that can be changed or closed here. */
function mustBeThere(state: AccountState): asserts state is Exclude<AccountState, { status: 'none' }> {
  rule(state.status !== 'none', 'ACCOUNT_NOT_FOUND', 'No colleague of the shop has this account.')
}

const ChangeRole = command({
  summary: 'Give a colleague another role; who is signed in with the former one has to sign in again.',
  roles: ['owner'],
  schema: z.object({ accountId: Id, role: GivenRole }),
  decide: ({ accountId, role }, state, { now }) => {
    mustBeThere(state)
    rule(state.status === 'open', 'ACCOUNT_CLOSED', 'This account is closed. Open a new one instead.')
    if (state.role === role) return []
    return [{ type: 'AccountRoleChanged', data: { accountId, merchantId: state.merchantId, role, at: now } }]
  },
})

const CloseAccount = command({
  summary: 'Close the account of a colleague who has left, for good: no sign-in from then on, and those there are end.',
  roles: ['owner'],
  schema: z.object({ accountId: Id }),
  decide: ({ accountId }, state, { now }) => {
    mustBeThere(state)
    if (state.status === 'closed') return []
    return [{ type: 'AccountClosed', data: { accountId, merchantId: state.merchantId, at: now } }]
  },
})

const SignOutEverywhere = command({
  summary: 'End every sign-in of the caller, on all devices, this one too.',
  roles: ['owner', 'staff', 'auditor', 'operator'],
  schema: z.object({ accountId: Id, merchantId: Id }),
  decide: ({ accountId, merchantId }, state, { now }) =>
    state.status === 'closed' ? [] : [{ type: 'SignedOutEverywhere', data: { accountId, merchantId, at: now } }],
})

const INTERNAL = { v: 1, public: false }

/**
 * A colleague's account. Its id is a keyed hash of the e-mail, so that one append makes the address unique. Closed, it
 * stays closed: who is given the address later has another account.
 */
export const account: Aggregate<AccountState, AccountEvent> = {
  name: 'account',
  idField: 'accountId',
  initial: { status: 'none' },
  events: {
    AccountOpened: { ...INTERNAL, schema: shapes.AccountOpened, subjectField: 'accountId' },
    AccountRoleChanged: { ...INTERNAL, schema: shapes.AccountRoleChanged },
    AccountClosed: { ...INTERNAL, schema: shapes.AccountClosed },
    SignedOutEverywhere: { ...INTERNAL, schema: shapes.SignedOutEverywhere },
  },
  commands: { OpenAccount, ChangeRole, CloseAccount, SignOutEverywhere },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<AccountState, AccountEvent>({
    AccountOpened: (_, { merchantId, role }) => ({ status: 'open', merchantId, role }),
    AccountRoleChanged: (state, { role }) => (state.status === 'none' ? state : { ...state, role }),
    AccountClosed: (state) => (state.status === 'none' ? state : { ...state, status: 'closed' }),
  }),
}
