import { channelPost } from './channel-post.ts'
import { consultationCheck } from './consultation-check.ts'
import { contentPipeline } from './content-pipeline.ts'
import { knowledgeIndexing } from './knowledge-indexing.ts'
import { participantErasure } from './participant-erasure.ts'
import { promotionLifecycle } from './promotion-lifecycle.ts'
import { recommendationPipeline } from './recommendation-pipeline.ts'
import { reply } from './reply.ts'
import type { Saga } from './saga.ts'
import { unenteredPromotion } from './unentered-promotion.ts'

/** Every saga in every version that instances may still run. */
export const sagas: readonly Saga[] = [
  promotionLifecycle,
  unenteredPromotion,
  recommendationPipeline,
  contentPipeline,
  channelPost,
  knowledgeIndexing,
  consultationCheck,
  reply,
  participantErasure,
]
