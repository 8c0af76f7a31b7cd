import { randomUUID } from 'node:crypto'
import pRetry from 'p-retry'
import type { LedgerDeps, ModelCall } from './ledger.ts'
import { type Books, type Debt, inBackground } from './ledger-books.ts'

const WARN_FROM = 0.8
const RETRIES = 6

/** Records a call in the background and gives its id; until the read model has it, the books know what it cost. */
export function record(deps: LedgerDeps, books: Books, call: ModelCall): string {
  const callId = randomUUID()
  const at = deps.now()
  const { merchantId } = call.caller
  const month = deps.monthOf(at)
  const debt: Debt = { merchantId, month, usd: call.costUsd, position: Number.POSITIVE_INFINITY }
  if (call.costUsd > 0) books.debts.add(debt)
  inBackground(store(deps, books, { ...call, callId, at }, debt), [books.pending, books.storing], deps.onError)
  return callId
}

async function store(
  deps: LedgerDeps,
  books: Books,
  call: ModelCall & { callId: string; at: string },
  debt: Debt,
): Promise<void> {
  const { position } = await pRetry(() => deps.append(call), { retries: RETRIES, minTimeout: 250, factor: 2 })
  debt.position = position
  for (const one of books.admissions) {
    if (one.merchantId !== debt.merchantId) continue
    one.position = Math.max(one.position, position)
    one.usd += debt.usd
  }
  if (call.costUsd > 0) await report(deps, books, debt)
}

/** Says what a shop's month has cost once that nears its budget, or when a call was refused. */
export async function report(
  deps: LedgerDeps,
  { debts }: Books,
  { merchantId, month }: { merchantId: string; month: string },
  refused = false,
): Promise<void> {
  const known = await deps.spending(merchantId, month)
  const { monthlyUsd = null, spentUsd = 0, position = -1 } = known ?? {}
  let spent = spentUsd
  for (const debt of debts) {
    if (debt.merchantId !== merchantId) continue
    if (debt.position <= position) debts.delete(debt)
    else if (debt.month === month) spent += debt.usd
  }
  if (monthlyUsd === null) return
  if (refused || spent >= monthlyUsd * WARN_FROM) await deps.report(merchantId, month, spent, refused)
}
