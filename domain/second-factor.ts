import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id, personal, Rejected, rule } from './kernel.ts'
import { isLocked, withWrong } from './wrong-tries.ts'

/** Number of the half minute, counted from 1970, in which an app showed a code (RFC 6238). */
const Step = z.int().min(0)
/** Keyed hashes of the recovery codes, which themselves are never kept. */
const RecoveryHashes = z.array(Id)
/** Names one secret: what was found out about a code holds for that one only. */
const enrolmentId = Id

const of = { accountId: Id, merchantId: Id, at: z.iso.datetime() }

const shapes = {
  SecondFactorBegun: z.object({ ...of, enrolmentId, secret: personal(z.string()) }),
  SecondFactorTurnedOn: z.object({ ...of, enrolmentId, step: Step, recoveryHashes: RecoveryHashes }),
  SecondFactorPassed: z.object({ ...of, step: Step }),
  RecoveryCodeUsed: z.object({ ...of, recoveryHash: Id }),
  /** A wrong code came with the right password. */
  SecondFactorRefused: z.object(of),
  RecoveryCodesRenewed: z.object({ ...of, recoveryHashes: RecoveryHashes }),
  SecondFactorTurnedOff: z.object({ ...of, turnedOffBy: Id }),
}
export type SecondFactorEvent = EventOf<typeof shapes>

interface Enrolled {
  merchantId: string
  enrolmentId: string
  secret: string
}
interface On extends Enrolled {
  /** Of the newest code that was used: neither it nor an older one is good again. */
  lastStep: number
  recoveryHashes: readonly string[]
  /** When wrong codes came since the last right one. */
  refusedAt: readonly string[]
}
export type SecondFactorState =
  | { status: 'none' }
  | { status: 'off'; merchantId: string }
  | ({ status: 'begun' } & Enrolled)
  | ({ status: 'on' } & On)

const command = commandsOf<SecondFactorState, SecondFactorEvent>()
const ANYONE = ['owner', 'staff', 'auditor', 'operator'] as const

const BeginSecondFactor = command({
  summary:
    'Draw a secret for the own authenticator app; nothing changes at sign-in before a code of it is confirmed. The answer is the only one that has the secret.',
  roles: ANYONE,
  schema: shapes.SecondFactorBegun.omit({ at: true }),
  decide: (c, state, { now }) => {
    rule(state.status !== 'on', 'SECOND_FACTOR_ON', 'The second factor is on. Turn it off before you begin anew.')
    if (state.status === 'begun' && state.enrolmentId === c.enrolmentId) return []
    return [{ type: 'SecondFactorBegun', data: { ...c, at: now } }]
  },
})

const ConfirmSecondFactor = command({
  summary:
    'Turn the own second factor on with a code that the app shows. The answer is the only one that has the recovery codes.',
  roles: ANYONE,
  schema: z.object({
    accountId: Id,
    enrolmentId: enrolmentId.optional(),
    /** Left out for a code that the secret does not give. */
    step: Step.optional(),
    recoveryHashes: RecoveryHashes,
  }),
  decide: ({ step, ...c }, state, { now }) => {
    const isSame = 'enrolmentId' in state && state.enrolmentId === c.enrolmentId
    if (state.status === 'on' && isSame) return []
    rule(state.status === 'begun', 'SECOND_FACTOR_NOT_BEGUN', 'Begin first: there is no secret to confirm.')
    rule(step !== undefined && isSame, 'CODE_WRONG', 'This code is not the one that the app shows now.')
    const { merchantId, enrolmentId } = state
    return [{ type: 'SecondFactorTurnedOn', data: { ...c, merchantId, enrolmentId, step, at: now } }]
  },
})

const CheckSecondFactor = command({
  summary: 'Take the code of a sign-in whose password was right.',
  roles: ['system'],
  schema: z.object({
    accountId: Id,
    hasCode: z.boolean(),
    enrolmentId: enrolmentId.optional(),
    step: Step.optional(),
    recoveryHash: Id.optional(),
  }),
  decide: ({ accountId, ...c }, state, { now }) => {
    if (state.status !== 'on') return []
    rule(c.hasCode, 'SECOND_FACTOR_NEEDED', 'This account asks for a code too. Send it along with the password.')
    rule(
      !isLocked(state.refusedAt, now),
      'SECOND_FACTOR_LOCKED',
      'Too many wrong codes. Wait 15 minutes; then try again.',
    )
    const of = { accountId, merchantId: state.merchantId, at: now }
    if (c.recoveryHash !== undefined && state.recoveryHashes.includes(c.recoveryHash))
      return [{ type: 'RecoveryCodeUsed', data: { ...of, recoveryHash: c.recoveryHash } }]
    const { step = 0 } = c
    const isNew = c.enrolmentId === state.enrolmentId && step > state.lastStep
    return isNew ? [{ type: 'SecondFactorPassed', data: { ...of, step } }] : [{ type: 'SecondFactorRefused', data: of }]
  },
})

const RenewRecoveryCodes = command({
  summary: 'Draw ten new recovery codes; the old ones are void. The answer is the only one that has them.',
  roles: ANYONE,
  schema: z.object({ accountId: Id, recoveryHashes: RecoveryHashes }),
  decide: (c, state, { now }) => {
    if (state.status !== 'on') throw missing()
    if (c.recoveryHashes.every((hash) => state.recoveryHashes.includes(hash))) return []
    return [{ type: 'RecoveryCodesRenewed', data: { ...c, merchantId: state.merchantId, at: now } }]
  },
})

const turnOff = (summary: string, roles: typeof ANYONE | readonly ['owner', 'operator']) =>
  command({
    summary,
    roles,
    schema: z.object({ accountId: Id, turnedOffBy: Id }),
    foreign: missing,
    decide: (c, state, { now }) => {
      if (state.status === 'none') throw missing()
      if (state.status !== 'on') return []
      return [{ type: 'SecondFactorTurnedOff', data: { ...c, merchantId: state.merchantId, at: now } }]
    },
  })

const missing = () => new Rejected('SECOND_FACTOR_NOT_FOUND', 'This account has no second factor.')

const change = (state: SecondFactorState, changes: (on: On) => Partial<On>): SecondFactorState =>
  state.status === 'on' ? { ...state, ...changes(state) } : state

/** What an account asks for at sign-in beside its password: the code of an app, or a recovery code. */
export const secondFactor: Aggregate<SecondFactorState, SecondFactorEvent> = {
  name: 'second-factor',
  idField: 'accountId',
  initial: { status: 'none' },
  events: eventsOf(shapes, { v: 1, public: false, subjectField: 'accountId' }),
  commands: {
    BeginSecondFactor,
    ConfirmSecondFactor,
    CheckSecondFactor,
    RenewRecoveryCodes,
    TurnOffSecondFactor: turnOff('Turn the own second factor off.', ANYONE),
    ResetSecondFactor: turnOff('Turn the second factor off of a colleague who lost the phone.', ['owner', 'operator']),
  },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<SecondFactorState, SecondFactorEvent>({
    SecondFactorBegun: (_, { merchantId, enrolmentId, secret }) => ({
      status: 'begun',
      merchantId,
      enrolmentId,
      secret,
    }),
    SecondFactorTurnedOn: (state, { step, recoveryHashes }) =>
      state.status === 'begun' ? { ...state, status: 'on', lastStep: step, recoveryHashes, refusedAt: [] } : state,
    SecondFactorPassed: (state, { step }) => change(state, () => ({ lastStep: step, refusedAt: [] })),
    RecoveryCodeUsed: (state, { recoveryHash }) =>
      change(state, ({ recoveryHashes }) => ({
        recoveryHashes: recoveryHashes.filter((hash) => hash !== recoveryHash),
        refusedAt: [],
      })),
    SecondFactorRefused: (state, { at }) => change(state, ({ refusedAt }) => ({ refusedAt: withWrong(refusedAt, at) })),
    RecoveryCodesRenewed: (state, { recoveryHashes }) => change(state, () => ({ recoveryHashes })),
    SecondFactorTurnedOff: (_, { merchantId }) => ({ status: 'off', merchantId }),
  }),
}
