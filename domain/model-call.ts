import { z } from 'zod'
import { AiOutcome, AiTask } from './ai-models.ts'
import { type Aggregate, commandsOf, type EventOf, evolveBy, Id } from './kernel.ts'

const shapes = {
  ModelCallRecorded: z.object({
    callId: Id,
    merchantId: Id,
    assistantId: Id.optional(),
    conversationId: Id.optional(),
    accountId: Id.optional(),
    task: AiTask,
    provider: z.string(),
    model: z.string(),
    outcome: AiOutcome,
    /** Of a failure: its kind, such as `retryable` or `refused`. */
    code: z.string().optional(),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    /** True where the provider broke off before it counted them. */
    estimated: z.boolean(),
    costUsd: z.number().min(0),
    latencyMs: z.int().min(0),
    /** Until the first word that a person could see; of streams only. */
    firstTokenMs: z.int().min(0).optional(),
    /** Requests that were sent: retries and one repair among them. */
    tries: z.int().min(0),
    /** Providers that were asked before it, and failed. */
    failedFirst: z.array(z.string()),
    /** Pieces of personal data that were masked before it left. */
    masked: z.int().min(0),
    /** Of a shared answer: the call that paid for it. */
    paidBy: Id.optional(),
    at: z.iso.datetime(),
  }),
}
export type ModelCallEvent = EventOf<typeof shapes>
export type ModelCallState = { status: 'none' } | { status: 'recorded'; merchantId: string }

const command = commandsOf<ModelCallState, ModelCallEvent>()

const RecordModelCall = command({
  summary: 'The gateway records what asking a model took and cost.',
  roles: ['system'],
  schema: shapes.ModelCallRecorded,
  decide: (c, state) => (state.status === 'recorded' ? [] : [{ type: 'ModelCallRecorded', data: c }]),
})

/** One model that was asked once; a stream of its own, so that calls at once never wait for one another. */
export const modelCall: Aggregate<ModelCallState, ModelCallEvent> = {
  name: 'model-call',
  idField: 'callId',
  initial: { status: 'none' },
  events: { ModelCallRecorded: { v: 1, schema: shapes.ModelCallRecorded, public: false } },
  commands: { RecordModelCall },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<ModelCallState, ModelCallEvent>({
    ModelCallRecorded: (_, { merchantId }) => ({ status: 'recorded', merchantId }),
  }),
}
