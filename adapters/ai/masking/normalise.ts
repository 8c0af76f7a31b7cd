const WIDE_START = 0xff01
const WIDE_END = 0xff5e
const WIDE_OFFSET = 0xfee0
const DASHES = /[‐-―−－ー˗]/g

/** The same text with wide letters and unusual dashes as their plain ones; every character stays where it is. */
export const plain = (text: string): string =>
  text
    .replace(/[！-～]/g, (letter) => {
      const code = letter.charCodeAt(0)
      return code >= WIDE_START && code <= WIDE_END ? String.fromCharCode(code - WIDE_OFFSET) : letter
    })
    .replace(DASHES, '-')
    .replace(/[\u00a0\u2002-\u200a\u3000]/g, ' ')
