import { z } from 'zod'
import { Background, type ContentEvent, Made, round, shapes } from './content-events.ts'
import { type ContentFacts, type MediaFile, PIECES, Piece, type Style, Words } from './creative.ts'
import { type Aggregate, commandsOf, eventsOf, evolveBy, Id, rule } from './kernel.ts'
import type { RingbackScript } from './ringback.ts'

/** One creative as the aggregate knows it. */
export interface Creative {
  state: 'waiting' | 'made' | 'failed'
  round: number
  words: Words
  file?: MediaFile
}
interface Requested {
  status: 'requested'
  contentId: string
  promotionId: string
  merchantId: string
  style: Style
  facts: ContentFacts
  model: string
  script: RingbackScript
  background?: Background
  creatives: Partial<Record<Piece, Creative>>
}
export type ContentState = { status: 'none' } | Requested

const command = commandsOf<ContentState, ContentEvent>()
const workers = ['owner', 'staff'] as const

function requested(state: ContentState): asserts state is Requested {
  rule(state.status !== 'none', 'CONTENT_NOT_FOUND', 'There are no such pictures.')
}

const base = ({ contentId, promotionId, merchantId }: Requested, now: string) => ({
  contentId,
  promotionId,
  merchantId,
  at: now,
})

const RequestContent = command({
  summary:
    'Have the pictures of a promotion made in one style. Answers with a job id; with kept pictures it is done at once.',
  roles: workers,
  creates: true,
  job: true,
  schema: shapes.ContentRequested.omit({ at: true, fromCache: true }).extend({
    kept: z
      .object({ background: Background.optional(), made: z.array(z.object({ piece: Piece, ...Made.shape })) })
      .optional(),
  }),
  decide: ({ kept, ...wanted }, state, { now }) => {
    if (state.status !== 'none') return []
    const { contentId, promotionId, merchantId } = wanted
    const ids = { contentId, promotionId, merchantId, at: now }
    const request = { type: 'ContentRequested' as const, data: { ...wanted, fromCache: kept !== undefined, at: now } }
    const painted = kept?.background
      ? [{ type: 'BackgroundPainted' as const, data: { ...ids, ...kept.background } }]
      : []
    const made = (kept?.made ?? []).map((one) => ({
      type: 'CreativeMade' as const,
      data: { ...ids, ...one, round: 1 },
    }))
    return [request, ...painted, ...made]
  },
})

const RecordBackground = command({
  summary: 'The saga records the background that a model painted.',
  roles: ['system'],
  schema: Background.extend({ contentId: Id }),
  decide: ({ contentId: _, ...background }, state, { now }) => {
    requested(state)
    return state.background ? [] : [{ type: 'BackgroundPainted', data: { ...base(state, now), ...background } }]
  },
})

const SkipBackground = command({
  summary: 'The saga records that no model painted a background, so it is drawn.',
  roles: ['system'],
  schema: z.object({ contentId: Id, code: z.string(), reason: z.string() }),
  decide: ({ code, reason }, state, { now }) => {
    requested(state)
    return state.background ? [] : [{ type: 'BackgroundSkipped', data: { ...base(state, now), code, reason } }]
  },
})

/** The creative while its result is still awaited. */
const awaited = (state: Requested, piece: Piece, ofRound: number) => {
  const creative = state.creatives[piece]
  return creative?.state === 'waiting' && creative.round === ofRound
}

const RecordCreative = command({
  summary: 'The saga records a picture or clip that was made.',
  roles: ['system'],
  schema: z.object({ contentId: Id, piece: Piece, round, ...Made.shape }),
  decide: ({ contentId: _, ...made }, state, { now }) => {
    requested(state)
    if (!awaited(state, made.piece, made.round)) return []
    return [{ type: 'CreativeMade', data: { ...base(state, now), ...made } }]
  },
})

const FailCreative = command({
  summary: 'The saga records that a picture or clip could not be made; the others go on.',
  roles: ['system'],
  schema: z.object({ contentId: Id, piece: Piece, round, code: z.string(), reason: z.string() }),
  decide: ({ contentId: _, ...failed }, state, { now }) => {
    requested(state)
    if (!awaited(state, failed.piece, failed.round)) return []
    return [{ type: 'CreativeFailed', data: { ...base(state, now), ...failed } }]
  },
})

/** A picture and the clip that is made of the same words. */
const together = (state: Requested, piece: Piece): Piece[] => {
  const { source } = PIECES[piece]
  const own = Object.keys(state.creatives) as Piece[]
  return source.endsWith('-tv') ? own.filter((other) => PIECES[other].source === source) : [piece]
}

const ReviseCreative = command({
  summary: 'Write other words on one picture and have it made anew; one that failed is tried again.',
  roles: workers,
  schema: z.object({ contentId: Id, piece: Piece, words: Words }),
  decide: ({ piece, words }, state, { now }) => {
    requested(state)
    const creative = state.creatives[piece]
    rule(creative !== undefined, 'CREATIVE_NOT_FOUND', 'This picture is not among those that were made.')
    const isSame = JSON.stringify(creative.words) === JSON.stringify(words)
    if (isSame && creative.state !== 'failed') return []
    return together(state, piece).map((each) => ({
      type: 'CreativeRevised' as const,
      data: { ...base(state, now), piece: each, round: (state.creatives[each]?.round ?? 0) + 1, words },
    }))
  },
})

const change = (state: ContentState, piece: Piece, to: (creative: Creative) => Creative): ContentState => {
  const creative = state.status === 'none' ? undefined : state.creatives[piece]
  if (state.status === 'none' || !creative) return state
  return { ...state, creatives: { ...state.creatives, [piece]: to(creative) } }
}

/** The creatives of one promotion in one style, from the wish to files that can be approved. */
export const content: Aggregate<ContentState, ContentEvent> = {
  name: 'content',
  idField: 'contentId',
  initial: { status: 'none' },
  events: eventsOf(shapes),
  commands: { RequestContent, RecordBackground, SkipBackground, RecordCreative, FailCreative, ReviseCreative },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<ContentState, ContentEvent>({
    ContentRequested: (_, { pieces, fromCache: _cache, at: _at, ...data }) => ({
      ...data,
      status: 'requested',
      creatives: Object.fromEntries(pieces.map((piece) => [piece, { state: 'waiting', round: 1, words: {} }])),
    }),
    BackgroundPainted: (state, { prompt, file, usage }) =>
      state.status === 'none' ? state : { ...state, background: { prompt, file, usage } },
    CreativeMade: (state, { piece, file }) => change(state, piece, (one) => ({ ...one, state: 'made', file })),
    CreativeFailed: (state, { piece }) => change(state, piece, (one) => ({ ...one, state: 'failed' })),
    CreativeRevised: (state, { piece, round: next, words }) =>
      change(state, piece, (one) => ({ ...one, state: 'waiting', round: next, words })),
  }),
}
