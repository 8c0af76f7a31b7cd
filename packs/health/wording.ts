/** Final consonants and vowels that are mixed up in typing because they sound alike: 됬 and 됐, 햇 and 했, 업 and 없. */
const SOUNDS_LIKE: Readonly<Record<string, string>> = {
  '\u11bb': '\u11ba',
  '\u11b9': '\u11b8',
  '\u11ad': '\u11ab',
  '\u1162': '\u1166',
  '\u1164': '\u1168',
  '\u116b': '\u116c',
  '\u1170': '\u116c',
}
const HANGUL = /[\u1100-\u11ff]/
const FINAL_CONSONANT = '[\\u11a8-\\u11ff]'
const FEW_LETTERS = 40

/** Korean syllables taken apart into letters, and no difference between spellings that sound alike. */
function letters(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u11bb\u11b9\u11ad\u1162\u1164\u116b\u1170]/g, (letter) => SOUNDS_LIKE[letter] ?? letter)
}

/** A text as it is compared: in letters, so that a stem is found under any ending; lower case, no apostrophes. */
export function plainLetters(text: string): string {
  return letters(text)
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
    const spelled = letters(wording)
    return spelled
      .replaceAll('^', '(?<!\\p{L})')
      .replaceAll(' ', HANGUL.test(spelled) ? '\\s*' : '\\s+')
      .replaceAll('~', `(?!${FINAL_CONSONANT}).{0,${FEW_LETTERS}}?`)
  })
  return new RegExp(sources.map((source) => `(?:${source})`).join('|'), 'u')
}
