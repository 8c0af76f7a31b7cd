import type { Lang } from '../i18n/translate.ts'

export interface Lesson {
  slug: string
  title: string
  about: string
  /** Minutes it takes to read. */
  minutes: number
  sections: { title: string; text: string; examples?: { weak: string; strong: string } }[]
}

const loaders = {
  ko: () => import('./ko.ts').then(({ lessons }) => lessons),
  en: () => import('./en.ts').then(({ lessons }) => lessons),
}

/** The short lessons on using AI, in that language. */
export const loadLessons = (lang: Lang): Promise<readonly Lesson[]> => loaders[lang]()
