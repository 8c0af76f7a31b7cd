import { soundLetters } from '../../adapters/knowledge/sounds-like.ts'

const HANGUL = /[\u1100-\u11ff]/
const FINAL_CONSONANT = '[\\u11a8-\\u11ff]'
const FEW_LETTERS = 40

/** A text as it is compared: in letters, so that a stem is found under any ending; lower case, no apostrophes. */
export function plainLetters(text: string): string {
  return soundLetters(text)
    .toLowerCase()
    .replaceAll(/['’‘`]|\p{Mn}/gu, '')
}

/**
 * One meaning in several wordings, to be tested on `plainLetters`. Each is a regular expression with a few short forms:
 * ^ begins a word; a space is a space, in Korean also none; ~ is up to 40 letters between; a lone consonant ends a stem
 * that goes on in any way (쓰러ㅈ: 쓰러져, 쓰러진, 쓰러졌어요). Throws a SyntaxError where the expression is none.
 */
export function meaning(wordings: readonly string[]): RegExp {
  const sources = wordings.map((wording) => {
    const spelled = soundLetters(wording)
    return spelled
      .replaceAll('^', '(?<!\\p{L})')
      .replaceAll(' ', HANGUL.test(spelled) ? '\\s*' : '\\s+')
      .replaceAll('~', `(?!${FINAL_CONSONANT}).{0,${FEW_LETTERS}}?`)
  })
  return new RegExp(sources.map((source) => `(?:${source})`).join('|'), 'u')
}
