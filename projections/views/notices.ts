import { merchantOf, type Recorded } from '../event.ts'
import type { NoticeRow } from '../rows.ts'
import { insert, type View } from '../view.ts'

type PostNotice = Recorded<
  'PostSkipped' | 'PostFailed' | 'PostOverdue' | 'PostUnconfirmed' | 'PostHandedOver' | 'TakeDownFailed'
>

const notice = (
  { id, data, meta }: Recorded,
  severity: NoticeRow['severity'],
  kind: string,
  params: NoticeRow['params'],
  promotionId?: string,
) =>
  insert<NoticeRow>(id, {
    merchantId: merchantOf({ data, meta }),
    at: data.at,
    severity,
    kind,
    params,
    ...(promotionId ? { promotionId } : {}),
  })

const aboutPost = (kind: string, severity: NoticeRow['severity']) => (event: PostNotice) => {
  const { distributionId, promotionId, channel } = event.data
  const why = 'code' in event.data ? { code: event.data.code, reason: event.data.reason } : {}
  return [notice(event, severity, kind, { channel, distributionId, ...why }, promotionId)]
}

/** What a person should know or do. */
export const notices: View<NoticeRow> = {
  name: 'notices',
  version: 1,
  indexes: [{ key: { merchantId: 1, position: -1 } }],
  on: {
    MerchantRegistered: (event) =>
      event.data.verification === 'awaiting-confirmation'
        ? [notice(event, 'attention', 'business-awaiting', { shopName: event.data.shopName })]
        : [],
    PostSkipped: aboutPost('channel-skipped', 'failure'),
    PostFailed: aboutPost('post-failed', 'failure'),
    PostOverdue: aboutPost('post-overdue', 'attention'),
    PostUnconfirmed: aboutPost('post-unconfirmed', 'attention'),
    PostHandedOver: aboutPost('post-handed-over', 'attention'),
    TakeDownFailed: aboutPost('take-down-failed', 'failure'),
    PromotionEnded: (event) => [
      notice(event, 'attention', 'promotion-ended', { reason: event.data.reason }, event.data.promotionId),
    ],
    RecommendationFailed: (event) => {
      const { recommendationId, code, reason } = event.data
      return [notice(event, 'failure', 'recommendation-failed', { recommendationId, code, reason })]
    },
  },
}
