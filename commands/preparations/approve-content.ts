import { z } from 'zod'
import { content } from '../../domain/content.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { loadState, preparation } from '../preparation.ts'

/** Brings the files themselves, as they are now: what is made anew later has to be approved anew. */
export const approveContent = preparation({
  input: z.object({ promotionId: Id, contentId: Id }),
  prepare: async ({ promotionId, contentId }, { store, actor }) => {
    const made = await loadState(store, content, contentId)
    const isOwn = made.status !== 'none' && made.merchantId === actor.merchantId && made.promotionId === promotionId
    rule(isOwn, 'CONTENT_NOT_FOUND', 'There are no such pictures of this promotion.')
    const creatives = Object.entries(made.creatives)
    const isWorking = creatives.some(([, { state }]) => state === 'waiting')
    rule(!isWorking, 'CONTENT_NOT_READY', 'Some pictures are still being made. Wait until all are there.')
    const files = Object.fromEntries(
      creatives.flatMap(([piece, { state, file }]) => (state === 'made' ? [[piece, file]] : [])),
    )
    rule('link' in files, 'CONTENT_NOT_READY', 'The picture for links could not be made. Have it made again first.')
    const { style, facts, script } = made
    return { promotionId, contentId, style, facts, files, script }
  },
})
