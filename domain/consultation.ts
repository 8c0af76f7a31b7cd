import { z } from 'zod'
import { Duty } from './assistant-definition.ts'
import { type Aggregate, commandsOf, type EventOf, evolveBy, Id, Instant, personal, Rejected, rule } from './kernel.ts'

/** What was found about one duty: said as it should be, or said otherwise than it should be. */
export const Verdict = z.enum(['met', 'contradicted'])
export type Verdict = z.infer<typeof Verdict>

/** Where a duty was met: the message, and the words in it. `model` is who judged; `rules` where none did. */
export const Evidence = z.object({
  dutyId: Id,
  messageId: z.string().max(80),
  quote: z.string().min(1).max(1_000),
  verdict: Verdict,
  model: z.string().max(80),
})
export type Evidence = z.infer<typeof Evidence>

const owned = { conversationId: Id, merchantId: Id, accountId: Id, at: Instant }
const shapes = {
  ConsultationOpened: z.object({
    ...owned,
    assistantId: Id,
    assistantVersion: z.int().min(1),
    duties: z.array(Duty).min(1).max(20),
  }),
  ConsultationCheckRequested: z.object({ ...owned, messages: z.int().min(0) }),
  DutyEvidenced: z.object({ ...owned, ...Evidence.shape, quote: personal(Evidence.shape.quote) }),
  ConsultationChecked: z.object({ ...owned, messages: z.int().min(0), model: z.string().max(80) }),
  ConsultationCompleted: z.object(owned),
}
export type ConsultationEvent = EventOf<typeof shapes>

interface Consultation {
  status: 'open' | 'completed'
  merchantId: string
  accountId: string
  duties: Duty[]
  verdicts: Record<string, Verdict>
}
export type ConsultationState = { status: 'none' } | Consultation

const command = commandsOf<ConsultationState, ConsultationEvent>()

/** The duties that nothing said so far meets. */
const missing = ({ duties, verdicts }: Consultation) => duties.filter(({ dutyId }) => verdicts[dutyId] !== 'met')

/** What is new in some evidence: of duties that are owed, and another verdict than before. */
const evidenced = (
  own: z.infer<z.ZodObject<typeof owned>>,
  duties: readonly Duty[],
  verdicts: Record<string, Verdict>,
  evidence: readonly Evidence[],
) =>
  evidence
    .filter(({ dutyId, verdict }) => duties.some((duty) => duty.dutyId === dutyId) && verdicts[dutyId] !== verdict)
    .map((one) => ({ type: 'DutyEvidenced' as const, data: { ...own, ...one } }))

const RequestConsultationCheck = command({
  summary: 'Check a conversation against its assistant’s duties of explanation; what is found is recorded as evidence.',
  roles: ['owner', 'staff'],
  schema: shapes.ConsultationOpened.omit({ at: true }).extend({ messages: z.int().min(0) }),
  decide: ({ messages, ...opened }, state, { now }) => {
    const { conversationId, merchantId, accountId } = opened
    const requested = { conversationId, merchantId, accountId, at: now, messages }
    if (state.status === 'completed') return []
    return [
      ...(state.status === 'none' ? [{ type: 'ConsultationOpened' as const, data: { ...opened, at: now } }] : []),
      { type: 'ConsultationCheckRequested', data: requested },
    ]
  },
})

const RecordEvidence = command({
  summary: 'The saga records what it found in the conversation.',
  roles: ['system'],
  schema: z.object({
    conversationId: Id,
    messages: z.int().min(0),
    model: z.string().max(80),
    evidence: z.array(Evidence).max(20),
  }),
  decide: ({ conversationId, messages, model, evidence }, state, { now }) => {
    if (state.status !== 'open') return []
    const { merchantId, accountId, duties, verdicts } = state
    const own = { conversationId, merchantId, accountId, at: now }
    return [
      ...evidenced(own, duties, verdicts, evidence),
      { type: 'ConsultationChecked', data: { ...own, messages, model } },
    ]
  },
})

const NoteEvidence = command({
  summary: 'The saga records what was explained in the newest exchange; the first time it opens the consultation.',
  roles: ['system'],
  schema: z.object({ ...shapes.ConsultationOpened.omit({ at: true }).shape, evidence: z.array(Evidence).max(20) }),
  decide: ({ evidence, ...opened }, state, { now }) => {
    if (state.status === 'completed') return []
    const { conversationId, merchantId, accountId } = opened
    const { duties, verdicts } = state.status === 'none' ? { ...opened, verdicts: {} } : state
    const own = { conversationId, merchantId, accountId, at: now }
    return [
      ...(state.status === 'none' ? [{ type: 'ConsultationOpened' as const, data: { ...opened, at: now } }] : []),
      ...evidenced(own, duties, verdicts, evidence),
    ]
  },
})

const CompleteConsultation = command({
  summary: 'Close a consultation. Refused while something that must be explained is missing; the answer says what.',
  roles: ['owner', 'staff'],
  schema: z.object({ conversationId: Id, accountId: Id, role: z.string() }),
  decide: ({ conversationId, accountId, role }, state, { now }) => {
    const isTheirs = state.status !== 'none' && (role === 'owner' || state.accountId === accountId)
    if (!isTheirs) throw new Rejected('CONSULTATION_NOT_FOUND', 'There is no such consultation.')
    if (state.status === 'completed') return []
    const left = missing(state).map(({ title }) => title)
    rule(left.length === 0, 'DUTIES_MISSING', `Not explained yet: ${left.join(', ')}.`)
    const { merchantId } = state
    return [
      { type: 'ConsultationCompleted', data: { conversationId, merchantId, accountId: state.accountId, at: now } },
    ]
  },
})

/** One conversation held against the duties of explanation of its assistant, with the evidence for each. */
export const consultation: Aggregate<ConsultationState, ConsultationEvent> = {
  name: 'consultation',
  idField: 'conversationId',
  initial: { status: 'none' },
  events: {
    ConsultationOpened: { v: 1, schema: shapes.ConsultationOpened, public: false },
    ConsultationCheckRequested: { v: 1, schema: shapes.ConsultationCheckRequested, public: false },
    DutyEvidenced: { v: 1, schema: shapes.DutyEvidenced, public: true, subjectField: 'accountId' },
    ConsultationChecked: { v: 1, schema: shapes.ConsultationChecked, public: true },
    ConsultationCompleted: { v: 1, schema: shapes.ConsultationCompleted, public: true },
  },
  commands: { RequestConsultationCheck, RecordEvidence, NoteEvidence, CompleteConsultation },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<ConsultationState, ConsultationEvent>({
    ConsultationOpened: (_, { merchantId, accountId, duties }) => ({
      status: 'open',
      merchantId,
      accountId,
      duties,
      verdicts: {},
    }),
    DutyEvidenced: (state, { dutyId, verdict }) =>
      state.status === 'none' ? state : { ...state, verdicts: { ...state.verdicts, [dutyId]: verdict } },
    ConsultationCompleted: (state) => (state.status === 'none' ? state : { ...state, status: 'completed' }),
  }),
}
