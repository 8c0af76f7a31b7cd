import { createContext } from 'svelte'
import { type Formatters, formatters } from './format.ts'
import { fill, type Lang, type MessageKey, type Messages, type Values } from './translate.ts'

export interface I18n {
  lang: Lang
  f: Formatters
  /** The sentence of that key. */
  t(key: MessageKey, values?: Values): string
  /** The sentence of a key that came from the API, or undefined when there is none for it. */
  maybe(key: string, values?: Values): string | undefined
}

export function i18nOf(lang: Lang, messages: Messages): I18n {
  const has = (key: string): key is MessageKey => Object.hasOwn(messages, key)
  return {
    lang,
    f: formatters(lang),
    t: (key, values) => fill(messages[key], values),
    maybe: (key, values) => (has(key) ? fill(messages[key], values) : undefined),
  }
}

const loaders = {
  ko: () => import('./ko.ts').then(({ ko }) => ko),
  en: () => import('./en.ts').then(({ en }) => en),
}

/** Only the language in use is sent to the browser. */
export const loadMessages = (lang: Lang): Promise<Messages> => loaders[lang]()

export const [useI18n, setI18n] = createContext<I18n>()
