import type { Row } from './answer.ts'
import type { RecommendationResult } from './plan.ts'

export interface JobRow extends Row {
  kind: 'recommendation' | 'distribution' | 'content'
  status: 'running' | 'done' | 'failed'
  percent: number
  step: string
  startedAt: string
  finishedAt?: string
  criteria?: RecommendationResult['criteria']
  result?: RecommendationResult
  error?: { code: string; reason: string }
}
