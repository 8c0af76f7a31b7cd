import type { Row } from './answer.ts'
import type { Source } from './channel.ts'
import type { PromotionStatus } from './promotion.ts'

export interface ChannelFigures {
  reach: number
  clicks: number
  entries: number
  costWon: number
}

export interface Figures extends ChannelFigures {
  channels: Partial<Record<Source, ChannelFigures>>
  days: Record<string, number>
  hours: Record<string, number>
}

export interface DashboardRow extends Row, Figures {
  updatedAt: string
}

export interface ResultsView {
  promotions: (DashboardRow & { title: string; status: PromotionStatus })[]
  totals: ChannelFigures
  more: boolean
}
