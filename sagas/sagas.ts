import { channelPost } from './channel-post.ts'
import { promotionLifecycle } from './promotion-lifecycle.ts'
import { recommendationPipeline } from './recommendation-pipeline.ts'
import type { Saga } from './saga.ts'

/** Every saga in every version that instances may still run. */
export const sagas: readonly Saga[] = [promotionLifecycle, recommendationPipeline, channelPost]
