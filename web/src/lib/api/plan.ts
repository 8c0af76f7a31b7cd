import type { ChannelId } from './channel.ts'
import type { Region, Trade } from './shop.ts'

export const PURPOSES = ['new-customers', 'regulars', 'sales', 'launch', 'season', 'clearance'] as const
export type Purpose = (typeof PURPOSES)[number]
export type Season = 'spring' | 'summer' | 'autumn' | 'winter'

export interface Plan {
  title: string
  idea: string
  prize: string
  mechanic: string
  channels: ChannelId[]
  days: number
  expectedEntries: number
  expectedReach: number
  cost: number
  effort: 'low' | 'medium' | 'high'
  why: string
  hashtags: string[]
}

export interface Trend {
  topic: string
  finding: string
  source: string
}

export interface Usage {
  provider: string
  model: string
  inputTokens: number
  outputTokens: number
  costUsd: number
  failedFirst?: string[]
}

export interface RecommendationResult {
  criteria: { trade: Trade; region: Region; purpose: Purpose; season: Season }
  trends: Trend[]
  plans: Plan[]
  usage?: Usage
  cached: boolean
}
