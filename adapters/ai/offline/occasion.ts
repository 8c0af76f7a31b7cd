import type { Trade } from '../../../domain/merchant.ts'
import type { Language } from '../port.ts'
import type { DateRule } from './date-rules.ts'

/** A day or short season on which Korean shops hold promotions. */
export interface Occasion {
  name: Record<Language, string>
  /** How a title says it. */
  label: Record<Language, string>
  mood: Record<Language, string>
  in: DateRule
  /** Trades it suits; all when left out. */
  trades?: readonly Trade[]
  /** Not worth a plan of its own while a greater day is near. */
  lesser?: boolean
}

type Both = [ko: string, en: string]

const both = ([ko, en]: Both) => ({ ko, en })

export const day = (name: Both, label: Both, mood: Both, when: DateRule, trades?: readonly Trade[]): Occasion => ({
  name: both(name),
  label: both(label),
  mood: both(mood),
  in: when,
  ...(trades ? { trades } : {}),
})

export const lesserDay = (...all: Parameters<typeof day>): Occasion => ({ ...day(...all), lesser: true })

export const SWEET: readonly Trade[] = [
  'cafe',
  'bakery',
  'flower',
  'restaurant',
  'beauty',
  'fashion',
  'grocery',
  'other',
]
export const TABLE: readonly Trade[] = ['restaurant', 'grocery']
