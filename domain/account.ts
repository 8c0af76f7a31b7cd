import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, emailTaken, evolveBy, Id, personal } from './kernel.ts'

/** What a colleague may be; owners come with their shop's registration. */
export const ColleagueRole = z.enum(['staff', 'auditor', 'operator'])

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
}
export type AccountEvent = EventOf<typeof shapes>
export type AccountState = { status: 'none' } | { status: 'open'; merchantId: string }

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

/** A colleague's account. Its id is a keyed hash of the e-mail, so that one append makes the address unique. */
export const account: Aggregate<AccountState, AccountEvent> = {
  name: 'account',
  idField: 'accountId',
  initial: { status: 'none' },
  events: { AccountOpened: { v: 1, schema: shapes.AccountOpened, public: false, subjectField: 'accountId' } },
  commands: { OpenAccount },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<AccountState, AccountEvent>({
    AccountOpened: (_, { merchantId }) => ({ status: 'open', merchantId }),
  }),
}
