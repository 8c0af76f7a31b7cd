import { Rejected } from '../../domain/kernel.ts'
import { heldIn } from './budget-holds.ts'
import type { Caller } from './gateway.ts'
import type { LedgerDeps } from './ledger.ts'
import { type Admission, type Books, inBackground } from './ledger-books.ts'
import { report } from './ledger-record.ts'

/** Longer than any call takes with all its tries. */
const HELD_MS = 15 * 60_000

/**
 * Lets a call begin where what it may cost, in US dollars, fits into what is left of the shop's budget.
 *
 * @returns called when the call is over and was recorded
 * @throws Rejected BUDGET_EXHAUSTED
 */
export async function admit(
  deps: LedgerDeps,
  books: Books,
  { merchantId }: Caller,
  worstUsd: number,
): Promise<() => void> {
  const now = deps.now()
  const month = deps.monthOf(now)
  const before = await deps.spending(merchantId, month)
  if (!before || before.monthlyUsd === null) return () => {}
  // Also for what might still fit: people are told that no model is asked any more.
  if (before.isUsedUp) throw exhausted(before.monthlyUsd)
  const until = Date.parse(now) + HELD_MS
  const { id, all } = await deps.holds.place(merchantId, { month, usd: worstUsd, until })
  // Read after the holds: what is no longer among them has come into what is spent by now.
  const known = (await deps.spending(merchantId, month)) ?? before
  const { [id]: _, ...others } = all
  const { promised, gone } = heldIn(others, { month, now: Date.parse(now), position: known.position })
  const monthlyUsd = known.monthlyUsd ?? Number.POSITIVE_INFINITY
  const left = monthlyUsd - known.spentUsd
  const later = (work: Promise<void>) => inBackground(work, [books.pending], deps.onError)
  if (left <= 0 || promised + worstUsd > left) {
    later(deps.holds.remove(merchantId, [...gone, id]))
    if (left <= 0 || worstUsd > left) later(report(deps, books, { merchantId, month }, true))
    throw exhausted(monthlyUsd)
  }
  const admission = { merchantId, usd: 0, position: 0 }
  books.admissions.add(admission)
  return () => later(settle(deps, books, admission, { id, gone }))
}

/** The call's hold goes once what it cost stands in the read model; who looks at it next takes it away. */
async function settle(
  { holds }: LedgerDeps,
  { admissions, storing }: Books,
  admission: Admission,
  { id, gone }: { id: string; gone: readonly string[] },
): Promise<void> {
  await Promise.all(storing)
  admissions.delete(admission)
  const { merchantId, ...cost } = admission
  const isRecorded = cost.position > 0
  if (isRecorded) await holds.recorded(merchantId, id, cost)
  await holds.remove(merchantId, isRecorded ? gone : [...gone, id])
}

const exhausted = (monthlyUsd: number) =>
  new Rejected(
    'BUDGET_EXHAUSTED',
    `What is left of this month’s AI budget of $${monthlyUsd} does not do for another answer, so no model is asked. What needs no model goes on; the owner can raise the budget under “AI usage”.`,
  )
