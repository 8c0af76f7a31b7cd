import { ChannelId } from '../../../domain/channel.ts'
import type { PastResult } from '../port.ts'
import { ASSUMED } from './assumptions.ts'
import type { Effort, Idea } from './ideas.ts'
import type { GiftSize } from './trades.ts'

/** One channel's figures per promotion: measured where there are results, assumed elsewhere. */
export interface ChannelForecast {
  channel: ChannelId
  measured: boolean
  reach: number
  entries: number
  cost: number
}

const MOST_WON = 10_000_000
const USUAL_DAYS = 14
const CHANNELS_OF: Record<Effort, number> = { low: 2, medium: 3, high: 5 }

/** All channels, the one that brings most entries per promotion first. */
export function forecast(pastResults: PastResult[]): ChannelForecast[] {
  return ChannelId.options
    .map((channel) => {
      const past = pastResults.filter((one) => one.channel === channel && one.promotions > 0)
      const promotions = past.reduce((sum, one) => sum + one.promotions, 0)
      if (promotions === 0) return { channel, measured: false, ...ASSUMED[channel] }
      const mean = (field: 'reach' | 'entries' | 'cost') =>
        past.reduce((sum, one) => sum + Math.max(0, one[field]), 0) / promotions
      const reach = Math.max(mean('reach'), mean('entries'))
      return { channel, measured: true, reach, entries: mean('entries'), cost: Math.min(mean('cost'), MOST_WON) }
    })
    .sort((a, b) => b.entries - a.entries)
}

/**
 * Which channels each plan uses: what its idea needs, then what brings most.
 * More effort only ever adds channels, so that its cost and reach are higher too.
 */
export function chooseChannels(forecasts: ChannelForecast[], ideas: Record<Effort, Idea>) {
  const chosen = new Set<ChannelId>()
  const grow = (effort: Effort) => {
    const { needs } = ideas[effort]
    if (needs) chosen.add(needs)
    for (const { channel } of forecasts) if (chosen.size < CHANNELS_OF[effort]) chosen.add(channel)
    return forecasts.filter(({ channel }) => chosen.has(channel))
  }
  return { low: grow('low'), medium: grow('medium'), high: grow('high') }
}

/** What a plan is expected to bring and to cost. */
export function estimate(idea: Idea, days: number, channels: ChannelForecast[], won: Record<GiftSize, number>) {
  const sum = (field: 'reach' | 'entries' | 'cost') => channels.reduce((total, one) => total + one[field], 0)
  // Twice the days do not bring twice the people: the same ones see it again.
  const length = Math.sqrt(days / USUAL_DAYS)
  const gifts = idea.gifts.reduce((total, [size, count]) => total + won[size] * count, 0)
  const expectedReach = Math.round(sum('reach') * length)
  return {
    expectedReach,
    expectedEntries: Math.min(expectedReach, Math.round(sum('entries') * length * idea.ease)),
    cost: Math.round(gifts + idea.materials + sum('cost')),
  }
}
