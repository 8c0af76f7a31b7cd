import type { ContentFacts, ContentRow, MediaFile, Piece } from '../api/content.ts'
import type { PromotionRow } from '../api/promotion.ts'

const EXTENSION = { 'image/png': 'png', 'image/jpeg': 'jpg', 'video/mp4': 'mp4' } as const
const KST_MS = 9 * 3_600_000

/** Address of a file. */
export const pathOf = ({ hash, mime }: Pick<MediaFile, 'hash' | 'mime'>): string => `/media/${hash}.${EXTENSION[mime]}`

export const isClip = (piece: Piece): boolean => piece.endsWith('-clip')

/** Each place with its pieces, in the order in which the page shows them. */
export const PLACES: readonly { kind: 'instagram' | 'blog' | 'kakao' | 'link' | 'tv'; pieces: readonly Piece[] }[] = [
  { kind: 'instagram', pieces: ['instagram-square', 'instagram-portrait'] },
  { kind: 'kakao', pieces: ['kakao'] },
  { kind: 'blog', pieces: ['naver-blog'] },
  { kind: 'link', pieces: ['link'] },
  { kind: 'tv', pieces: ['uridongne-tv', 'genie-tv', 'uridongne-tv-clip', 'genie-tv-clip'] },
]

const dateOf = (instant: string | undefined) =>
  instant && new Date(Date.parse(instant) + KST_MS).toISOString().slice(0, 10)

/** Whether pictures say what the promotion says now. The API has the last word when it is launched. */
export const saysTheSame = (facts: ContentFacts, { title, prize, endsAt }: PromotionRow): boolean =>
  facts.title === title && facts.prize === prize && dateOf(facts.endsAt) === dateOf(endsAt)

/** How many of a style's pieces are settled, of all. */
export function progressOf({ creatives }: ContentRow): { done: number; total: number } {
  const all = Object.values(creatives)
  return { done: all.filter(({ state }) => state !== 'waiting').length, total: all.length }
}

/** Whether anything was made anew after it was approved. */
export const isChanged = ({ creatives, approvedAt }: ContentRow): boolean =>
  approvedAt !== undefined &&
  Object.values(creatives).some(({ state, file, approved }) => state === 'made' && file?.hash !== approved)
