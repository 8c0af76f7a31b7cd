import type { Tool } from '../../adapters/assistant/port.ts'
import type { RowSource } from '../read-model.ts'
import { entriesByDay } from './entries.ts'
import { draftPromotion, listPromotions } from './promotions.ts'
import { channelResults, promotionResults } from './results.ts'
import { bindTool } from './tool.ts'

/** What an assistant with `merchant-data` can look up, each as the person who asks. */
export const merchantTools = (source: RowSource, now: () => string): Tool[] =>
  [entriesByDay, promotionResults, channelResults, listPromotions, draftPromotion].map((tool) =>
    bindTool(source, now, tool),
  )
