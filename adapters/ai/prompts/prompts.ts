import type { Criteria, Trend } from '../../../domain/recommendation.ts'
import type { AiContext, Language } from '../port.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'

export interface Prompts {
  system: string
  trends(criteria: Criteria, context: AiContext): string
  plans(criteria: Criteria, trends: Trend[], context: AiContext): string
}

export const PROMPTS: Record<Language, Prompts> = { ko, en }
