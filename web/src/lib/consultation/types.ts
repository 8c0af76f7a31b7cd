import type { Row } from '../api/answer.ts'
import type { Duty } from '../studio/types.ts'

export interface Evidence {
  messageId: string
  quote: string
  verdict: 'met' | 'contradicted'
  /** Who judged; `rules` where no model did. */
  model: string
  at: string
}

/** What a conversation had to explain, and where it did. */
export interface Consultation extends Row {
  accountId: string
  assistantId: string
  assistantVersion: number
  openedAt: string
  duties: (Omit<Duty, 'phrases'> & { evidence?: Evidence })[]
  isChecking: boolean
  checked?: { messages: number; model: string; at: string }
  completedAt?: string
}
