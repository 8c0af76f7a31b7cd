import { z } from 'zod'
import { ContentFacts, MediaFile, Piece, Style, Words } from './creative.ts'
import { type EventOf, Id } from './kernel.ts'
import { Usage } from './recommendation.ts'
import { RingbackScript } from './ringback.ts'

const at = z.iso.datetime()
const owned = z.object({ contentId: Id, promotionId: Id, merchantId: Id, at })
/** A creative is made anew after each revision; what comes late of an older round is no news. */
export const round = z.int().min(1)

/** Which part of a background a creative shows, in the background's own pixels. */
export const Crop = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
export type Crop = z.infer<typeof Crop>

/** What a creative was made of: by which model, on which background, and how that was cut. */
export const Lineage = z.object({
  model: z.string(),
  background: z.string().exactOptional(),
  crop: Crop.exactOptional(),
  /** Taken from what was made for the same facts before. */
  kept: z.boolean(),
})
export type Lineage = z.infer<typeof Lineage>

/** A background as a model painted it. */
export const Background = z.object({ prompt: z.string(), file: MediaFile, usage: Usage })
export type Background = z.infer<typeof Background>

/** A creative with what it was made of. */
export const Made = z.object({ file: MediaFile, lineage: Lineage })

/** Schemas of the events, by type. */
export const shapes = {
  ContentRequested: owned.extend({
    style: Style,
    facts: ContentFacts,
    pieces: z.array(Piece).min(1),
    /** `local`, or the model that paints the background first. */
    model: z.string(),
    script: RingbackScript,
    /** The creatives follow in the same append, so nobody has to make them. */
    fromCache: z.boolean(),
  }),
  BackgroundPainted: owned.extend(Background.shape),
  BackgroundSkipped: owned.extend({ code: z.string(), reason: z.string() }),
  CreativeMade: owned.extend({ piece: Piece, round, ...Made.shape }),
  CreativeFailed: owned.extend({ piece: Piece, round, code: z.string(), reason: z.string() }),
  CreativeRevised: owned.extend({ piece: Piece, round, words: Words }),
}
export type ContentEvent = EventOf<typeof shapes>
