import { digitsOf, type Found, matches } from './kinds.ts'

const GAP = '[ ]?[-.)/]?[ ]?'
const MOBILE = new RegExp(
  String.raw`(?<!\d|\d[-.,])(?:\(01[016789]\) ?|01[016789]${GAP})\d{3,4}${GAP}\d{4}(?!\d|-\d)`,
  'g',
)
const LANDLINE =
  /(?<!\d|\d[-.,])\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?|303)(?:\) ?|[-.] ?| )\d{3,4}[-. ]\d{4}(?!\d|-\d)/g
const PLAIN_LANDLINE =
  /(?<!\d|\d[-.,])0(?:2\d{7,8}|(?:3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8}|70\d{8}|50[2-8]\d{7,8})(?!\d|-\d)/g
const INTERNATIONAL = /(?<![\d+])(?:\+|00)\d{1,3}(?:[-. ]?\(?\d{1,4}\)?){2,5}(?!\d|-\d)/g
const AMERICAN = /(?<!\d|\d[-.])(?:\(\d{3}\) ?|\d{3}[-.])[2-9]\d{2}[-.]\d{4}(?!\d|-\d)/g
const SPOKEN = /(?:공|영)일(?:공|영)[- ]?[공영일이삼사오육륙칠팔구]{4}[- ]?[공영일이삼사오육륙칠팔구]{4}/g
const LEAST = 8
const MOST = 15

/** Telephone numbers that lead to a person: mobiles, landlines, safe numbers, and those of other countries. */
export const phoneNumbers = (text: string): Found[] => [
  ...[MOBILE, LANDLINE, PLAIN_LANDLINE, AMERICAN, SPOKEN].flatMap((pattern) => matches('phone', text, pattern)),
  ...matches('phone', text, INTERNATIONAL, ([number]) => {
    const { length } = digitsOf(number)
    return length >= LEAST && length <= MOST
  }),
]

const AT = String.raw`(?: ?@ ?| ?골뱅이 ?| ?[([]at[)\]] ?)`
const EMAIL = new RegExp(
  String.raw`[A-Za-z0-9][A-Za-z0-9._%+-]*${AT}[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`,
  'g',
)

/** E-mail addresses, also where the sign is written as a word. */
export const emailAddresses = (text: string): Found[] => matches('email', text, EMAIL)
