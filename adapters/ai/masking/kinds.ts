/** Kinds of personal data that are masked, the surest first: where two overlap the earlier one stays. */
export const KINDS = ['email', 'resident', 'card', 'phone', 'business', 'address', 'name'] as const
export type Kind = (typeof KINDS)[number]

/** One piece of personal data in a text. */
export interface Found {
  kind: Kind
  start: number
  end: number
}

/** All matches of a pattern that pass the check. The pattern must have the flag `g`. */
export const matches = (
  kind: Kind,
  text: string,
  pattern: RegExp,
  passes: (match: RegExpExecArray) => boolean = () => true,
): Found[] =>
  [...text.matchAll(pattern)]
    .filter(passes)
    .map((match) => ({ kind, start: match.index, end: match.index + match[0].length }))

/** The digits of a text. */
export const digitsOf = (text: string): number[] => [...text.replace(/\D/g, '')].map(Number)
