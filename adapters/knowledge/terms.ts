import { soundsLike } from './sounds-like.ts'

/** Runs of one script: Korean is cut into pairs of syllables, whatever has spaces between words into words. */
const RUNS = /[\p{Script=Hangul}]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[\p{L}\p{N}]+/gu
const HANGUL = /^\p{Script=Hangul}/u
const HAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const ENGLISH_STOP = new Set(
  'a an and are as at be by can do does for from have how i if in is it my of on or should that the this to what when where which with you your'.split(
    ' ',
  ),
)
/** Endings and particles that begin so many Korean words' tails that they say nothing. */
const KOREAN_STOP = new Set(
  '니다 습니 하는 어요 에요 해요 나요 까요 인가 하면 에서 으로 하고 있나 있는 수있 어떻 떻게 무엇 은무'
    .split(' ')
    .map(soundsLike),
)

/** English plurals meet their singular, and `parking` meets `parked`. */
function stem(word: string): string {
  const one = singular(word)
  if (one.length > 5 && one.endsWith('ing')) return one.slice(0, -3)
  return one.length > 4 && one.endsWith('ed') ? one.slice(0, -2) : one
}

function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 4 && /(ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2)
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

/** A pair whose second syllable is only its first letter, where all endings meet: `막혀` and `막힘` are `막ㅎ`. */
const stemOf = (pair: string): string => pair.slice(0, 1) + (pair.slice(1).normalize('NFD')[0] ?? '')

const pairsOf = (run: string): string[] => {
  const letters = [...run]
  if (letters.length === 1) return letters
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`)
}

/**
 * Terms by which a text is found: words, and for Korean pairs of syllables, as they are and without their ending, since
 * particles and endings cling to words (`병원에서` has to meet `병원`), spelled one way where several sound alike.
 */
export function termsOf(text: string): string[] {
  const runs = soundsLike(text).match(RUNS) ?? []
  return runs.flatMap((run) => {
    if (HANGUL.test(run)) {
      const pairs = pairsOf(run).filter((pair) => !KOREAN_STOP.has(pair))
      return [...pairs, ...pairs.map(stemOf)]
    }
    if (HAN.test(run)) return pairsOf(run)
    return ENGLISH_STOP.has(run) ? [] : [stem(run)]
  })
}
