import type { PostContext } from './channel-post-effects.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** A channel may still be working on a request that we gave up on; asking at once could miss it. */
const SETTLE_MS = 3 * SECOND
export const TAKE_DOWN_SETTLE_MS = 15 * SECOND
/** Requirement A5: all channels within a minute. After that a person is told. */
export const DEADLINE_MS = MINUTE
const MEASURES_MS = [5 * SECOND, 20 * SECOND, MINUTE]
const MEASURE_EVERY_MS = 5 * MINUTE
const HOUR_MS = 60 * MINUTE
const FREQUENT_MEASURES = 24 * 12

/** Whether the promotion has been over for a day: nobody looks at its post any more. */
export const isOver = ({ now, content }: PostContext): boolean =>
  Date.parse(now) > Date.parse(content.endsAt) + 24 * HOUR_MS

/** How long the machine waits, in milliseconds, by what it waits for. */
export const delays = {
  wait: ({ context }: { context: PostContext }) => Date.parse(context.waitUntil) - Date.parse(context.now),
  nextAsk: ({ context }: { context: PostContext }) => Math.min(SETTLE_MS * 2 ** Math.min(context.asks, 8), 10 * MINUTE),
  nextTakeDown: ({ context }: { context: PostContext }) => SETTLE_MS * 2 ** Math.min(context.takeDowns, 8),
  nextMeasure: ({ context: { measures } }: { context: PostContext }) =>
    MEASURES_MS[measures] ?? (measures < FREQUENT_MEASURES ? MEASURE_EVERY_MS : HOUR_MS),
}
