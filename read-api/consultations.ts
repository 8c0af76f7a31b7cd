import { z } from 'zod'
import { Duty } from '../domain/assistant-definition.ts'
import { Evidence } from '../domain/consultation.ts'
import { Id } from '../domain/kernel.ts'
import type { ConsultationRow } from '../projections/rows/assistants.ts'
import { type Answer, toAnswer } from './answers/answer.ts'
import { at } from './answers/fields.ts'
import { found, query, WORKERS } from './query.ts'

/** What has to be explained, and where it was. */
export const Consultation = z
  .object({
    id: z.string().describe('id of the conversation'),
    merchantId: z.string(),
    position: z.int(),
    accountId: z.string(),
    assistantId: z.string(),
    assistantVersion: z.int(),
    openedAt: at,
    duties: z.array(
      Duty.omit({ phrases: true }).extend({
        evidence: Evidence.omit({ dutyId: true }).extend({ at }).exactOptional(),
      }),
    ),
    isChecking: z.boolean(),
    checked: z.object({ messages: z.int(), model: z.string(), at }).exactOptional(),
    completedAt: at.exactOptional(),
  })
  .meta({ id: 'Consultation' }) satisfies z.ZodType<Answer<ConsultationRow>>

export const consultationQueries = [
  query({
    name: 'GetConsultation',
    path: '/consultations/:id',
    roles: WORKERS,
    views: ['consultations'],
    summary: 'What a conversation had to explain, where it did, and what is missing. Staff see their own.',
    params: z.strictObject({ id: Id.describe('id of the conversation') }),
    response: Consultation,
    problems: ['CONSULTATION_NOT_FOUND'],
    run: async ({ rows }, { params: { id } }, { role, accountId }) => {
      const row = await rows.one('consultations', id)
      const isTheirs = role === 'owner' || row?.accountId === accountId
      const own = found(isTheirs ? row : undefined, 'CONSULTATION_NOT_FOUND', 'There is no such consultation.')
      return toAnswer(own)
    },
  }),
]
