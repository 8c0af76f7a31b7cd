import { KST_OFFSET_MS, merchantOf, type Recorded } from '../event.ts'
import type { NoticeRow } from '../rows/promotions.ts'
import { insert, update, upsert, type View } from '../view.ts'

type PostNotice = Recorded<
  'PostSkipped' | 'PostFailed' | 'PostOverdue' | 'PostUnconfirmed' | 'PostHandedOver' | 'TakeDownFailed'
>

type Settling = Recorded<'PostPublished' | 'PostTakenDown' | 'ChannelRetried' | 'TakeDownRequested'>
type Notice = Omit<NoticeRow, '_id' | 'position'>

const notice = (
  { data, meta }: Recorded,
  severity: NoticeRow['severity'],
  kind: string,
  params: NoticeRow['params'],
  promotionId?: string,
): Notice => ({
  merchantId: merchantOf({ data, meta }),
  at: data.at,
  severity,
  kind,
  params,
  open: true,
  ...(promotionId ? { promotionId } : {}),
})

/** A channel has one notice at a time, the newest. */
const postNotice = ({ distributionId, channel }: { distributionId: string; channel: string }) =>
  `${distributionId}_${channel}`
const drawNotice = (promotionId: string) => `${promotionId}_draw`
const businessNotice = (merchantId: string) => `${merchantId}_business`

const aboutPost = (kind: string, severity: NoticeRow['severity']) => (event: PostNotice) => {
  const { distributionId, promotionId, channel } = event.data
  const why = 'code' in event.data ? { code: event.data.code, reason: event.data.reason } : {}
  const fresh = notice(event, severity, kind, { channel, distributionId, ...why }, promotionId)
  return [upsert<NoticeRow>(postNotice(event.data), fresh, (row) => ({ ...row, ...fresh }))]
}

/** The budget's notice ends with its month: then the shop may spend again. */
const budgetNotice = (merchantId: string) => `${merchantId}_ai-budget`
const aboutBudget =
  (kind: string, severity: NoticeRow['severity']) => (event: Recorded<'AiBudgetWarned' | 'AiBudgetExhausted'>) => {
    const { merchantId, month, spentUsd, monthlyUsd } = event.data
    const [year = 0, number = 0] = month.split('-').map(Number)
    const until = new Date(Date.UTC(year, number, 1) - KST_OFFSET_MS).toISOString()
    const fresh = { ...notice(event, severity, kind, { month, spentUsd, monthlyUsd }), until }
    return [upsert<NoticeRow>(budgetNotice(merchantId), fresh, (row) => ({ ...row, ...fresh }))]
  }

/** Destroying a key takes a moment; only what takes longer is worth a word. */
const ERASURE_MS = 5 * 60_000
const erasureNotice = ({ participantKey }: { participantKey: string }) => `${participantKey}_erasure`

const closed = (id: string) => [update<NoticeRow>(id, (row) => (row.open ? { ...row, open: false } : row))]
const postSettled = ({ data }: Settling) => closed(postNotice(data))

/** What a person should know or do. */
export const notices: View<NoticeRow> = {
  name: 'notices',
  version: 2,
  indexes: [{ key: { merchantId: 1, position: -1 } }, { key: { merchantId: 1, open: 1, position: -1 } }],
  on: {
    MerchantRegistered: (event) =>
      event.data.verification === 'awaiting-confirmation'
        ? [
            insert<NoticeRow>(
              businessNotice(event.data.merchantId),
              notice(event, 'attention', 'business-awaiting', { shopName: event.data.shopName }),
            ),
          ]
        : [],
    BusinessConfirmed: ({ data }) => closed(businessNotice(data.merchantId)),
    PostPublished: postSettled,
    PostTakenDown: postSettled,
    ChannelRetried: postSettled,
    TakeDownRequested: postSettled,
    PostSkipped: aboutPost('channel-skipped', 'failure'),
    PostFailed: aboutPost('post-failed', 'failure'),
    PostOverdue: aboutPost('post-overdue', 'attention'),
    PostUnconfirmed: aboutPost('post-unconfirmed', 'attention'),
    PostHandedOver: aboutPost('post-handed-over', 'attention'),
    TakeDownFailed: aboutPost('take-down-failed', 'failure'),
    PromotionEnded: (event) => [
      insert<NoticeRow>(
        drawNotice(event.data.promotionId),
        notice(event, 'attention', 'promotion-ended', { reason: event.data.reason }, event.data.promotionId),
      ),
    ],
    WinnersDrawn: ({ data }) => closed(drawNotice(data.promotionId)),
    // What there was to do is not to be done; what is left is to know it.
    NobodyEntered: ({ data: { promotionId } }) => [
      update<NoticeRow>(drawNotice(promotionId), (row) => ({
        ...row,
        severity: 'info',
        kind: 'promotion-unentered',
        open: false,
      })),
    ],
    ParticipantErasureRequested: (event) => {
      const { entryId, promotionId, at } = event.data
      const fresh = notice(event, 'attention', 'erasure-pending', { entryId, since: at }, promotionId)
      const from = new Date(Date.parse(at) + ERASURE_MS).toISOString()
      return [insert<NoticeRow>(erasureNotice(event.data), { ...fresh, from })]
    },
    ParticipantErased: ({ data }) => closed(erasureNotice(data)),
    AiBudgetWarned: aboutBudget('ai-budget-warned', 'attention'),
    AiBudgetExhausted: aboutBudget('ai-budget-exhausted', 'failure'),
    AiBudgetSet: ({ data }) => closed(budgetNotice(data.merchantId)),
    RecommendationFailed: (event) => {
      const { recommendationId, code, reason } = event.data
      const params = { recommendationId, code, reason }
      return [insert<NoticeRow>(event.id, notice(event, 'failure', 'recommendation-failed', params))]
    },
  },
}
