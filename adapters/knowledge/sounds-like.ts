/** Final consonants and vowels that are mixed up in typing because they sound alike: 됬 and 됐, 햇 and 했, 업 and 없. */
const SAME_SOUND: Readonly<Record<string, string>> = {
  '\u11bb': '\u11ba',
  '\u11b9': '\u11b8',
  '\u11ad': '\u11ab',
  '\u1162': '\u1166',
  '\u1164': '\u1168',
  '\u116b': '\u116c',
  '\u1170': '\u116c',
}
const MIXED_UP = new RegExp(`[${Object.keys(SAME_SOUND).join('')}]`, 'g')

/** Korean syllables taken apart into letters (NFKD), and no difference between spellings that sound alike. */
export const soundLetters = (text: string): string =>
  text.normalize('NFKD').replaceAll(MIXED_UP, (letter) => SAME_SOUND[letter] ?? letter)

/** A text in whole syllables, lower case, spelled one way where several sound alike: `이밴트` is `이벤트`. */
export const soundsLike = (text: string): string => soundLetters(text).normalize('NFKC').toLowerCase()
