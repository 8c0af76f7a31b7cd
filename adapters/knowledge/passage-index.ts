import type { PassageRow } from './passage.ts'
import { searchedText } from './passage.ts'
import { relatedTerms } from './synonyms.ts'
import { termsOf } from './terms.ts'

/** A passage without its vector. */
export type Passage = Omit<PassageRow, 'vector'>

/** All passages of one assistant, ready to be scored. */
export interface PassageIndex {
  passages: Passage[]
  vectors: Float32Array[]
  /** For each term: which passages have it, and how often. */
  postings: Map<string, { at: number; count: number }[]>
  /** Terms of each passage. */
  lengths: number[]
  /** About how much memory it takes. */
  bytes: number
}

// The usual values of Okapi BM25.
const K1 = 1.2
const B = 0.75
const HEADING_PATH = ' › '
const SYNONYM_WEIGHT = 0.6
const OVERHEAD_BYTES = 400
const POSTING_BYTES = 32

/** Reads rows into an index. */
export function indexOf(rows: readonly PassageRow[]): PassageIndex {
  const index: PassageIndex = { passages: [], vectors: [], postings: new Map(), lengths: [], bytes: 0 }
  for (const { vector, ...passage } of rows) {
    const at = index.passages.push(passage) - 1
    const floats = vector.toFloat32Array()
    index.vectors.push(floats)
    // A section's own heading counts again: it says in few words what the section is about.
    const own = passage.heading?.split(HEADING_PATH).at(-1) ?? ''
    const terms = termsOf(`${searchedText(passage.documentTitle, passage)}\n${own}`)
    index.lengths.push(terms.length)
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    for (const [term, count] of counts) {
      const posting = index.postings.get(term)
      if (posting) posting.push({ at, count })
      else index.postings.set(term, [{ at, count }])
    }
    index.bytes += OVERHEAD_BYTES + floats.byteLength + passage.text.length * 2 + counts.size * POSTING_BYTES
  }
  return index
}

/** Places of passages with their scores, best first. */
export type Ranking = { at: number; score: number }[]

const best = (ranking: Ranking, limit: number): Ranking =>
  ranking.toSorted((a, b) => b.score - a.score || a.at - b.at).slice(0, limit)

/** Ranks the allowed passages by the question's words and, at less weight, their synonyms (Okapi BM25 within what is allowed). */
export function byWords(index: PassageIndex, question: string, allowed: readonly boolean[], limit: number): Ranking {
  const counted = index.lengths.filter((_, at) => allowed[at])
  const mean = counted.reduce((sum, length) => sum + length, 0) / Math.max(1, counted.length)
  const scores = new Map<number, number>()
  const asked = new Map([...relatedTerms(question)].map((term) => [term, SYNONYM_WEIGHT]))
  for (const term of termsOf(question)) asked.set(term, 1)
  for (const [term, worth] of asked) {
    const posting = (index.postings.get(term) ?? []).filter(({ at }) => allowed[at])
    const rarity = worth * Math.log(1 + (counted.length - posting.length + 0.5) / (posting.length + 0.5))
    for (const { at, count } of posting) {
      const length = (index.lengths[at] as number) / mean
      const weight = (count * (K1 + 1)) / (count + K1 * (1 - B + B * length))
      scores.set(at, (scores.get(at) ?? 0) + rarity * weight)
    }
  }
  return best(
    [...scores].map(([at, score]) => ({ at, score })),
    limit,
  )
}

/** Ranks the allowed passages by their nearness to a vector of the same model; farther than `least` counts as unrelated. */
export function byVector(
  index: PassageIndex,
  { vector, model }: { vector: Float32Array; model: string },
  allowed: readonly boolean[],
  { limit, least }: { limit: number; least: number },
): Ranking {
  const ranking: Ranking = []
  for (const [at, own] of index.vectors.entries()) {
    if (!allowed[at] || index.passages[at]?.model !== model || own.length !== vector.length) continue
    const score = cosine(own, vector)
    if (score >= least) ranking.push({ at, score })
  }
  return best(ranking, limit)
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i] as number
    const y = b[i] as number
    dot += x * y
    aa += x * x
    bb += y * y
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb)
}
