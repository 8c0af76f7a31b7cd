import type { ConsultationRow } from '../rows/assistants.ts'
import { insert, update, type View } from '../view.ts'

/** What was explained in each consultation, and where; never published, for the words in it are a person's. */
export const consultations: View<ConsultationRow> = {
  name: 'consultations',
  version: 2,
  private: true,
  sealed: true,
  indexes: [{ key: { merchantId: 1, assistantId: 1, openedAt: -1 } }],
  on: {
    ConsultationOpened: ({
      data: { conversationId, merchantId, accountId, assistantId, assistantVersion, duties, at },
    }) => [
      insert<ConsultationRow>(conversationId, {
        merchantId,
        accountId,
        assistantId,
        assistantVersion,
        openedAt: at,
        duties: duties.map(({ phrases: _, ...duty }) => duty),
        isChecking: false,
      }),
    ],
    ConsultationCheckRequested: ({ data: { conversationId } }) => [
      update<ConsultationRow>(conversationId, (row) => ({ ...row, isChecking: true })),
    ],
    DutyEvidenced: ({ data: { conversationId, dutyId, messageId, quote, verdict, model, at } }) => [
      update<ConsultationRow>(conversationId, (row) => ({
        ...row,
        duties: row.duties.map((duty) =>
          duty.dutyId === dutyId ? { ...duty, evidence: { messageId, quote, verdict, model, at } } : duty,
        ),
      })),
    ],
    ConsultationChecked: ({ data: { conversationId, messages, model, at } }) => [
      update<ConsultationRow>(conversationId, (row) => ({
        ...row,
        isChecking: false,
        checked: { messages, model, at },
      })),
    ],
    ConsultationCompleted: ({ data: { conversationId, at } }) => [
      update<ConsultationRow>(conversationId, (row) => ({ ...row, completedAt: at })),
    ],
  },
}
