import { movedFrom } from '../../adapters/event-store/personal-data.ts'
import type { Recorded } from '../event.ts'
import type { ConversationRow, MessageRow } from '../rows/conversations.ts'
import { insert, update, type View } from '../view.ts'

type Ended = Recorded<'ReplyCompleted' | 'ReplyInterrupted'>
type Owned = { data: { conversationId: string; at: string } }

const change = ({ data }: Owned, more: (row: ConversationRow) => Partial<ConversationRow>) => [
  update<ConversationRow>(data.conversationId, (row) => ({ ...row, updatedAt: data.at, ...more(row) })),
]

/** Who talked with which assistant about what. Never published: it is one person's own. */
export const conversations: View<ConversationRow> = {
  name: 'conversations',
  version: 2,
  private: true,
  sealed: true,
  indexes: [{ key: { merchantId: 1, accountId: 1, updatedAt: -1, _id: 1 } }],
  on: {
    ConversationStarted: ({ data: { conversationId, merchantId, accountId, assistantId, at } }) => [
      insert<ConversationRow>(conversationId, {
        ...{ merchantId, accountId, assistantId, startedAt: at, updatedAt: at },
        ...{ title: '', messages: 0, turn: 0, writing: false, archived: false },
      }),
    ],
    MessageSent: (event) =>
      change(event, ({ title, messages }) => ({
        title: title || movedFrom('text', event.data.text),
        messages: messages + 1,
        archived: false,
      })),
    ReplyRequested: (event) => change(event, () => ({ turn: event.data.turn, writing: true })),
    ReplyCompleted: (event) => change(event, () => ({ writing: false })),
    ReplyInterrupted: (event) => change(event, () => ({ writing: false })),
    ConversationRenamed: (event) => change(event, () => ({ title: event.data.title })),
    ConversationArchived: (event) => change(event, () => ({ archived: true })),
  },
}

const ended =
  (status: 'completed' | 'interrupted') =>
  ({ data }: Ended) => {
    const { replyId, text, citations, sources, draft, usage, offline, at } = data
    const cut = 'why' in data ? { why: data.why, ...(data.code ? { code: data.code } : {}) } : {}
    return [
      update<MessageRow>(replyId, ({ why: _why, code: _code, ...row }) => ({
        ...{ ...row, status, text, endedAt: at, citations, sources, ...cut },
        ...(draft ? { draft } : {}),
        ...(usage ? { usage } : {}),
        ...(offline ? { offline } : {}),
      })),
    ]
  }

/** Everything that was said, a row a message and a row a reply. Never published. */
export const messages: View<MessageRow> = {
  name: 'messages',
  version: 2,
  private: true,
  sealed: true,
  indexes: [{ key: { conversationId: 1, order: 1 } }],
  on: {
    MessageSent: ({ data: { conversationId, merchantId, accountId, messageId, text, at }, revision }) => [
      insert<MessageRow>(messageId, {
        ...{ conversationId, merchantId, accountId, text, at, order: revision },
        ...{ by: 'person', status: 'completed', citations: [], sources: [] },
      }),
    ],
    ReplyRequested: ({ data: { replyId, conversationId, merchantId, accountId, turn, continues, at }, revision }) => {
      const fresh = { conversationId, merchantId, accountId, turn, at, order: revision }
      return continues
        ? [update<MessageRow>(replyId, (row) => ({ ...row, turn, status: 'writing' }))]
        : [
            insert<MessageRow>(replyId, {
              ...{ ...fresh, text: '', citations: [], sources: [] },
              ...{ by: 'assistant', status: 'writing' },
            }),
          ]
    },
    ReplyCompleted: ended('completed'),
    ReplyInterrupted: ended('interrupted'),
    FeedbackGiven: ({ data: { replyId, helpful, reason } }) => [
      update<MessageRow>(replyId, (row) => ({ ...row, feedback: { helpful, ...(reason ? { reason } : {}) } })),
    ],
    ProposalAccepted: ({ data: { replyId, promotionId } }) => [
      update<MessageRow>(replyId, (row) => ({ ...row, promotionId })),
    ],
  },
}
