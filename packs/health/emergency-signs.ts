import { isLikeAnEmergency } from './emergency-likeness.ts'
import data from './emergency-signs.json' with { type: 'json' }
import { meaning, plainLetters } from './wording.ts'

/** What kind of emergency it sounds like. */
export type Sign = keyof typeof data.signs

const WORDS = new Map(Object.entries(data.words).map(([name, wordings]) => [name, meaning(wordings)]))
/** Words that alone give a reason to look closer. */
const TELLING = [...WORDS].filter(([name]) => !data.context.includes(name)).map(([, word]) => word)
const DOUBTS = {
  asked: meaning(data.doubts.asked),
  request: meaning(data.doubts.request),
  happening: meaning(data.doubts.happening),
  past: meaning(data.doubts.past),
  mild: meaning(data.doubts.mild),
  figure: meaning(data.doubts.figure),
  over: meaning(data.doubts.over),
  earnest: meaning(data.doubts.earnest),
}
const SIGNS = Object.entries(data.signs).flatMap(([sign, combinations]) =>
  combinations.map((names) => ({ sign: sign as Sign, words: names.split(' ').map(wordNamed) })),
)
const SENTENCE = /(?<=[.!?])\s+|\n+/
const CLAUSE = new RegExp(plainLetters('(?<=는데|은데|지만|니까)|, |; | but '), 'u')

function wordNamed(name: string): RegExp {
  const word = WORDS.get(name)
  if (!word) throw new Error(`No word is called ${name}`)
  return word
}

/** Whether it is a question about it, long past, slight or a figure of speech; what stands in the sign's own clauses counts. */
function isDoubted(said: string, words: readonly RegExp[]): boolean {
  const over = DOUBTS.over.exec(said)
  const since = over && said.slice(over.index + over[0].length)
  if (since !== null && !(words.length > 0 && words.every((word) => word.test(since)))) return true
  if (DOUBTS.earnest.test(said)) return false
  const clauses = said.split(CLAUSE).filter((clause) => words.some((word) => word.test(clause)))
  const own = clauses.length > 0 ? clauses.join(' ') : said
  const isQuestion = DOUBTS.asked.test(own) && DOUBTS.request.test(said) && !DOUBTS.happening.test(own)
  if (isQuestion || DOUBTS.past.test(own) || DOUBTS.mild.test(own)) return true
  return DOUBTS.figure.test(own) && !wordNamed('person').test(own)
}

/**
 * The sign of an emergency in what somebody wrote, Korean or English, looking at two sentences at a time; undefined
 * when there is none. It rather sends one too many to 119 than one too few.
 */
export function emergencySign(text: string): Sign | undefined {
  const sentences = plainLetters(text).split(SENTENCE)
  for (const [at, sentence] of sentences.entries()) {
    const said = `${sentence} ${sentences[at + 1] ?? ''}`.replaceAll(/\s+/g, ' ')
    const found = SIGNS.find(({ words }) => words.every((word) => word.test(said)) && !isDoubted(said, words))
    if (found) return found.sign
    if (isLikeAnEmergency(said) && TELLING.some((word) => word.test(said)) && !isDoubted(said, [])) return 'call'
  }
  return undefined
}
