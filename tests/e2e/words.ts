import { en } from '#lib/i18n/en.ts'
import { ko } from '#lib/i18n/ko.ts'
import { fill, type Lang, type MessageKey, type Messages, type Values } from '#lib/i18n/translate.ts'

/** Every message of the pages by language. */
export const MESSAGES: Record<Lang, Messages> = { ko, en }

/** What the pages say in a language, by key: tests find things by their words, whatever these become. */
export const wordsOf =
  (lang: Lang) =>
  (key: MessageKey, values?: Values): string =>
    fill(MESSAGES[lang][key], values)
