import type { ko } from './ko.ts'

export const LANGS = ['ko', 'en'] as const
export type Lang = (typeof LANGS)[number]
export type MessageKey = keyof typeof ko
export type Messages = Record<MessageKey, string>
export type Values = Record<string, string | number>

// Letters and digits whose Korean names end in a consonant (엘, 엠, 엔, 알; 영, 일, 삼, 육, 칠, 팔).
const CLOSED = /[lmnrLMNR013678]$/
const HANGUL = /[가-힣]$/

function endsClosed(word: string): boolean {
  if (!HANGUL.test(word)) return CLOSED.test(word)
  return (word.charCodeAt(word.length - 1) - 0xac00) % 28 !== 0
}

/**
 * Fills a message: `{name}` is the value, `{name:이/가}` the value with the fitting Korean particle,
 * `{n|entry|entries}` the first word for one and the second otherwise. People are counted `12명`, but `1.2만 명`.
 */
export function fill(message: string, values: Values = {}): string {
  const filled = message.replace(
    /\{(\w+)(?::([^/}]+)\/([^}]+))?(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name, closed, open, one, many) => {
      const value = values[name]
      if (value === undefined) return whole
      if (many !== undefined) return Number(value) === 1 ? one : many
      return closed ? `${value}${endsClosed(String(value)) ? closed : open}` : String(value)
    },
  )
  return filled.replace(/([만억])명/g, '$1 명')
}

/** The language to show: the one chosen, else the first of the browser's that we have, else Korean. */
export function chooseLang(chosen: string | undefined, accepted: string | null): Lang {
  const wanted = [chosen ?? '', ...(accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())]
  return wanted.find((lang): lang is Lang => (LANGS as readonly string[]).includes(lang)) ?? 'ko'
}
