import type { AiUsage, UsageFigures } from './types.ts'

const SMALL = 0.01
/** Less is not worth its digits. */
const LEAST = 0.0001
const DIGITS = 2

/** Dollars as one reads them: cents, and below a cent the first two digits that say something. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < LEAST) return `<$${LEAST}`
  if (usd >= SMALL)
    return `$${usd.toLocaleString('en-US', { minimumFractionDigits: DIGITS, maximumFractionDigits: DIGITS })}`
  return `$${usd.toLocaleString('en-US', { maximumSignificantDigits: DIGITS })}`
}

/** Share of the calls that failed; undefined where nothing was asked. */
export const failureRate = ({ calls, failed }: Pick<UsageFigures, 'calls' | 'failed'>): number | undefined =>
  calls === 0 ? undefined : failed / calls

const WARN_AT = 0.8

/** How a budget stands; `short` where something is left that did not do for an answer, so that no AI is asked either. */
export function standing({
  monthlyUsd,
  spentUsd,
  exhaustedAt,
}: AiUsage['budget']): 'none' | 'fine' | 'close' | 'short' | 'over' {
  if (monthlyUsd === null) return 'none'
  if (spentUsd >= monthlyUsd) return 'over'
  if (exhaustedAt) return 'short'
  return spentUsd >= monthlyUsd * WARN_AT ? 'close' : 'fine'
}

/** How full a bar is, 0 to 1. */
export const fullness = ({ monthlyUsd, spentUsd }: AiUsage['budget']): number =>
  monthlyUsd === null ? 0 : monthlyUsd === 0 ? 1 : Math.min(1, spentUsd / monthlyUsd)
