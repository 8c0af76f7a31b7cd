import type { Source } from '../domain/channel.ts'
import { type DemoPromotion, GIVEN_NAMES, HOURS, SOURCES, SURNAMES } from './seed-data.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const KST_MS = 9 * HOUR_MS

/** One invented participant. */
export interface DemoEntry {
  at: string
  name: string
  phone: string
  source: Source
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function weighted<T>(choices: readonly (readonly [T, number])[], random: number): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let left = random * total
  for (const [choice, weight] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  return (choices.at(-1) as readonly [T, number])[0]
}

/**
 * Participants of a demo promotion, in order of time, between its launch and its end or the present.
 *
 * @param today the noon that days count from, @param now the present, both ms since the epoch
 */
export function demoEntries(demo: DemoPromotion, today: number, now: number): DemoEntry[] {
  const random = randomFrom([...demo.key].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
  const from = today + (demo.launchDay ?? 0) * DAY_MS + HOUR_MS
  const until = demo.endedDay === undefined ? now : today + demo.endedDay * DAY_MS - HOUR_MS
  const sources = SOURCES.filter(([source]) => source === 'direct' || demo.channels.includes(source))
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const entries = Array.from({ length: demo.entries }, (_, index) => ({
    at: new Date(busyMoment(from, until, random)).toISOString(),
    name: `${pick(SURNAMES)}${pick(GIVEN_NAMES)}`,
    phone: `010${String(20_000_000 + index * 7_919 + demo.key.length * 101).padStart(8, '0')}`,
    source: weighted(sources, random()),
  }))
  return entries.toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

/** A moment within the period, at an hour at which people are about. */
function busyMoment(from: number, until: number, random: () => number): number {
  const hour = weighted(
    HOURS.map((weight, index) => [index, weight] as const),
    random(),
  )
  const days = Math.max(1, Math.floor((until - from) / DAY_MS))
  const midnight = Math.floor((from + KST_MS) / DAY_MS) * DAY_MS - KST_MS
  const moment = midnight + Math.floor(random() * (days + 1)) * DAY_MS + hour * HOUR_MS + Math.floor(random() * HOUR_MS)
  return moment > from && moment < until ? moment : from + Math.floor(random() * (until - from))
}
