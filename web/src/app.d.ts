import type { Me } from '#lib/api/shop.ts'
import type { Lang } from '#lib/i18n/translate.ts'

declare global {
  namespace App {
    interface Error {
      /** Stable key of the API's problem, if it came from there. */
      code?: string
    }
    interface Locals {
      lang: Lang
      theme: Theme
      me: Me | null
      /** How far the read model was when the user was looked up. */
      position: number
      /** Where the page's form leads in the end, outside of ours. */
      sendsTo?: string
    }
    type Theme = 'system' | 'light' | 'dark'
  }
}
