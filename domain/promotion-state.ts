import { z } from 'zod'
import { type Approval, isCurrent } from './approval.ts'
import { rule } from './kernel.ts'
import type { Content, Draft } from './promotion-content.ts'

/** Where a promotion stands; `none` while there is no such promotion. */
export const PromotionStatus = z.enum(['none', 'draft', 'scheduled', 'running', 'ended', 'cancelled'])

/** A promotion as its events left it. */
export type PromotionState =
  | { status: 'none' }
  | {
      status: 'draft' | 'scheduled' | 'running' | 'ended' | 'cancelled'
      promotionId: string
      merchantId: string
      content: Draft
      approved?: Approval
      chosen?: { recommendationId: string; planIndex: number }
    }

/** A promotion that there is. */
export type Existing = Exclude<PromotionState, { status: 'none' }>

/** @throws Rejected PROMOTION_NOT_FOUND */
export function existing(state: PromotionState): asserts state is Existing {
  rule(state.status !== 'none', 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
}

/** @throws Rejected unless the promotion can still be changed */
export function open(state: PromotionState): asserts state is Existing {
  existing(state)
  const isOpen = state.status === 'draft' || state.status === 'scheduled'
  rule(isOpen, 'PROMOTION_NOT_OPEN', 'This promotion has started or is over, so it can no longer be changed.')
}

/** What goes on channels goes there with pictures that were approved, and that still say what the promotion says. @throws Rejected */
export function checkPictures({ approved }: Existing, whole: z.infer<typeof Content>): void {
  if (whole.channels.length === 0) return
  rule(approved !== undefined, 'CONTENT_NOT_APPROVED', 'Approve the pictures first; then it can go on its channels.')
  const outdated = 'The pictures no longer say what the promotion says. Have them made anew and approve them.'
  rule(isCurrent(approved, whole), 'CONTENT_OUTDATED', outdated)
}
