import type { DistributionRow } from '../api/distribution.ts'
import type { PromotionRow } from '../api/promotion.ts'

export interface StreamChoice {
  kind: 'promotion' | 'recommendation' | 'distribution' | 'draw' | 'entry'
  stream: string
  /** When the run began, where there are several of a kind. */
  at?: string
}

/**
 * The streams on which a promotion's history lies, in the order of its phases.
 *
 * @param wanted a stream that was asked for; one of an entry is there for who asks for it, as there are too many to choose from
 */
export function streamsOf(
  promotion: PromotionRow,
  distributions: readonly DistributionRow[],
  wanted = '',
): StreamChoice[] {
  const { id, recommendationId, status, phase } = promotion
  // Also where it says that there was nobody to draw.
  const hasDraw = status === 'ended' && phase === 'closed'
  const runs = distributions.toReversed()
  return [
    { kind: 'promotion', stream: `promotion-${id}` },
    ...(recommendationId ? [{ kind: 'recommendation', stream: `recommendation-${recommendationId}` } as const] : []),
    ...runs.map((run) => ({
      kind: 'distribution' as const,
      stream: `distribution-${run.id}`,
      ...(runs.length > 1 ? { at: run.requestedAt } : {}),
    })),
    ...(wanted.startsWith(`entry-${id}.`) ? [{ kind: 'entry', stream: wanted } as const] : []),
    ...(hasDraw ? [{ kind: 'draw', stream: `draw-${id}` } as const] : []),
  ]
}

/** The two revisions to compare, the earlier one first; without a choice, the first and the last there is. */
export function chosenMoments(query: URLSearchParams, last: number): [number, number] {
  const chosen = (name: string, fallback: number) => {
    const value = Number(query.get(name) ?? fallback)
    return Number.isInteger(value) && value >= 0 && value <= last ? value : fallback
  }
  const [from, to] = [chosen('from', 0), chosen('to', last)]
  return from <= to ? [from, to] : [to, from]
}
