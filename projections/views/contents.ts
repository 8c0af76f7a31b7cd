import type { Piece } from '../../domain/creative.ts'
import type { ContentRow, CreativeRow } from '../rows/contents.ts'
import { insert, update, type View } from '../view.ts'

interface Told {
  piece: Piece
  at: string
}

/** The row with one of its creatives changed. */
function withCreative(
  row: ContentRow,
  { piece, at }: Told,
  change: (creative: CreativeRow) => CreativeRow,
): ContentRow {
  const creative = row.creatives[piece]
  if (!creative) return row
  return { ...row, creatives: { ...row.creatives, [piece]: { ...change(creative), changedAt: at } } }
}

/** What was said of a failure no longer holds. */
const cleared = ({ code: _code, reason: _reason, ...creative }: CreativeRow): CreativeRow => creative
const including = (hashes: string[], more: string[]) => [...new Set([...hashes, ...more])]

/** The creatives of promotions, with what each was made of. */
export const contents: View<ContentRow> = {
  name: 'contents',
  version: 1,
  indexes: [{ key: { merchantId: 1, promotionId: 1, requestedAt: -1, _id: 1 } }, { key: { hashes: 1 } }],
  on: {
    ContentRequested: ({ data: { contentId, merchantId, promotionId, style, facts, model, script, pieces, at } }) => [
      insert<ContentRow>(contentId, {
        merchantId,
        promotionId,
        style,
        facts,
        model,
        script,
        requestedAt: at,
        creatives: Object.fromEntries(
          pieces.map((piece) => [piece, { state: 'waiting', round: 1, words: {}, changedAt: at }]),
        ),
        hashes: [],
        published: [],
      }),
    ],
    BackgroundPainted: ({ data: { contentId, prompt, file, usage } }) => [
      update<ContentRow>(contentId, (row) => ({
        ...row,
        background: { prompt, file, usage },
        hashes: including(row.hashes, [file.hash]),
      })),
    ],
    BackgroundSkipped: ({ data: { contentId, code, reason } }) => [
      update<ContentRow>(contentId, (row) => ({ ...row, skipped: { code, reason } })),
    ],
    CreativeMade: ({ data }) => [
      update<ContentRow>(data.contentId, (row) => {
        const { file, lineage } = data
        const changed = withCreative(row, data, (one) => ({ ...cleared(one), state: 'made', file, lineage }))
        return { ...changed, hashes: including(row.hashes, [file.hash]) }
      }),
    ],
    CreativeFailed: ({ data }) => [
      update<ContentRow>(data.contentId, (row) => {
        const { code, reason } = data
        return withCreative(row, data, (creative) => ({ ...creative, state: 'failed', code, reason }))
      }),
    ],
    CreativeRevised: ({ data }) => [
      update<ContentRow>(data.contentId, (row) => {
        const { round, words } = data
        return withCreative(row, data, (creative) => ({ ...cleared(creative), state: 'waiting', round, words }))
      }),
    ],
    ContentApproved: ({ data: { contentId, files, at } }) => [
      update<ContentRow>(contentId, (row) => {
        const creatives = Object.fromEntries(
          Object.entries(row.creatives).map(([piece, creative]) => {
            const approved = files[piece as Piece]?.hash
            const { approved: _before, ...rest } = creative
            return [piece, approved ? { ...rest, approved } : rest]
          }),
        )
        const published = Object.values(files).map(({ hash }) => hash)
        return { ...row, creatives, approvedAt: at, published: including(row.published, published) }
      }),
    ],
  },
}
