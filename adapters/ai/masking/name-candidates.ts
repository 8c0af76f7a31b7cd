import { plain } from './normalise.ts'

const HANGUL = /[가-힣]+(?: [가-힣]{1,4})?/g
const LATIN = /\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*){1,2}/gu
const SHORTEST = 2
const LONGEST = 6
/** A long history has more words than anybody wants to look up; the newest text stands last, and is kept. */
const MOST = 4_000

/**
 * Everything in some texts that may be a name: beginnings of Korean words, since particles are glued to names, a family
 * name that stands apart, and English words with capitals that follow one another.
 */
export function nameCandidates(texts: readonly string[]): string[] {
  const found = new Set<string>()
  for (const text of texts.toReversed().map(plain)) {
    for (const [run] of text.matchAll(HANGUL)) {
      const [word = '', next = ''] = run.split(' ')
      addBeginnings(found, word)
      addBeginnings(found, next)
      if (word.length === 1) addBeginnings(found, word + next)
    }
    for (const [run] of text.matchAll(LATIN)) {
      const words = run.split(' ')
      found.add(run)
      found.add(words.slice(0, 2).join(' '))
      found.add(words.slice(-2).join(' '))
    }
    if (found.size >= MOST) break
  }
  return [...found].slice(0, MOST)
}

function addBeginnings(found: Set<string>, word: string): void {
  for (let length = SHORTEST; length <= Math.min(LONGEST, word.length); length += 1) found.add(word.slice(0, length))
}
