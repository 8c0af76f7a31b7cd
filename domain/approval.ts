import { z } from 'zod'
import { ContentFacts, MediaFile, Piece, Style } from './creative.ts'
import { Id } from './kernel.ts'
import { RingbackScript } from './ringback.ts'

/** What the merchant approved: the files that may be published, and the words they show. */
export const Approval = z.object({
  contentId: Id,
  style: Style,
  facts: ContentFacts,
  files: z.partialRecord(Piece, MediaFile),
  script: RingbackScript,
})
export type Approval = z.infer<typeof Approval>

/** What of a promotion its pictures show. */
interface Shown {
  title?: string | undefined
  prize?: string | undefined
  startsAt?: string | undefined
  endsAt?: string | undefined
}

/** Whether it is the same files that are approved. */
export const isSameApproval = (a: Approval | undefined, b: Approval): boolean =>
  a?.contentId === b.contentId && Piece.options.every((piece) => a.files[piece]?.hash === b.files[piece]?.hash)

const KST_MS = 9 * 3_600_000
/** The date in Korea, on which pictures are exact. */
const dateOf = (instant: string | undefined) =>
  instant === undefined ? undefined : new Date(Date.parse(instant) + KST_MS).toISOString().slice(0, 10)

/** Whether the pictures still say what the promotion says. A start that they do not show may move. */
export function isCurrent({ facts }: Pick<Approval, 'facts'>, { title, prize, startsAt, endsAt }: Shown): boolean {
  const sameStart = facts.startsAt === undefined || dateOf(facts.startsAt) === dateOf(startsAt)
  return facts.title === title && facts.prize === prize && dateOf(facts.endsAt) === dateOf(endsAt) && sameStart
}
