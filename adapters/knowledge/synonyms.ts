import { soundsLike } from './sounds-like.ts'
import data from './synonyms.json' with { type: 'json' }
import { termsOf } from './terms.ts'

interface Meaning {
  korean: string[]
  /** By the terms that stand for it: a word of two syllables and more has several pairs. */
  terms: string[]
}

const HANGUL = /\p{Script=Hangul}/u

const MEANINGS: Meaning[] = data.meanings.map((line) => {
  const words = line.split(' ')
  return { korean: words.filter((word) => HANGUL.test(word)).map(soundsLike), terms: words.flatMap(termsOf) }
})
const ENGLISH = new Map<string, number[]>()
for (const [at, { terms }] of MEANINGS.entries())
  for (const term of terms) if (!HANGUL.test(term)) ENGLISH.set(term, [...(ENGLISH.get(term) ?? []), at])

/** Terms of the same meanings as a text's words, without its own: `알바` gives those of `직원` and of `employee`. */
export function relatedTerms(text: string): Set<string> {
  const own = termsOf(text)
  const words = soundsLike(text).split(/[^\p{L}\p{N}]+/u)
  const named = new Set(own.flatMap((term) => ENGLISH.get(term) ?? []))
  for (const [at, { korean }] of MEANINGS.entries())
    if (korean.some((one) => words.some((word) => (one.length > 1 ? word.startsWith(one) : word === one))))
      named.add(at)
  const related = new Set([...named].flatMap((at) => MEANINGS[at]?.terms ?? []))
  for (const term of own) related.delete(term)
  return related
}
