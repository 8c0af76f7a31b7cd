import type { Recorded } from '../event.ts'
import type { AssistantResultRow } from '../rows/assistants.ts'
import { update, upsert, type View } from '../view.ts'

const idOf = (merchantId: string, assistantId: string, model: string) => `${merchantId}_${assistantId}_${model}`

const NONE = {
  ...{ completed: 0, interrupted: 0, helpful: 0, unhelpful: 0 },
  ...{ inputTokens: 0, outputTokens: 0, costUsd: 0, timed: 0, firstTokenMs: 0 },
}

const ended = (figure: 'completed' | 'interrupted') => (event: Recorded<'ReplyCompleted' | 'ReplyInterrupted'>) => {
  const { merchantId, assistantId, usage } = event.data
  // Cut before any model had told what it took: it is nobody's result.
  if (!usage) return []
  const { model, inputTokens, outputTokens, costUsd, firstTokenMs } = usage
  return [
    upsert<AssistantResultRow>(
      idOf(merchantId, assistantId, model),
      { merchantId, assistantId, model, ...NONE },
      (row) => ({
        ...row,
        [figure]: row[figure] + 1,
        inputTokens: row.inputTokens + inputTokens,
        outputTokens: row.outputTokens + outputTokens,
        costUsd: row.costUsd + costUsd,
        timed: row.timed + (firstTokenMs === undefined ? 0 : 1),
        firstTokenMs: row.firstTokenMs + (firstTokenMs ?? 0),
      }),
    ),
  ]
}

/** How well each assistant does with each model: counts and sums, never what was said. */
export const assistantResults: View<AssistantResultRow> = {
  name: 'assistant_results',
  version: 1,
  private: true,
  indexes: [{ key: { merchantId: 1, assistantId: 1, model: 1 } }],
  on: {
    ReplyCompleted: ended('completed'),
    ReplyInterrupted: ended('interrupted'),
    FeedbackGiven: ({ data: { merchantId, assistantId, model, helpful, before } }) => [
      update<AssistantResultRow>(idOf(merchantId, assistantId, model), (row) => ({
        ...row,
        helpful: row.helpful + Number(helpful) - Number(before === true),
        unhelpful: row.unhelpful + Number(!helpful) - Number(before === false),
      })),
    ],
  },
}
