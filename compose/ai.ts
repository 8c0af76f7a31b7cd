import { randomUUID } from 'node:crypto'
import type { Db } from 'mongodb'
import { type HoldsRow, openBudgetHolds } from '../adapters/ai/budget-holds.ts'
import { configureAi } from '../adapters/ai/configure.ts'
import { createGateway } from '../adapters/ai/create-gateway.ts'
import type { Caller, Gateway } from '../adapters/ai/gateway.ts'
import { createLedger, type Ledger, type LedgerDeps } from '../adapters/ai/ledger.ts'
import type { AiError } from '../adapters/ai/port.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import type { SubjectKeys } from '../adapters/event-store/personal-data.ts'
import type { Breakers } from '../adapters/resilience/breakers.ts'
import type { SendCommand } from '../commands/handle.ts'
import { activeCollection } from '../projections/active.ts'
import { kst } from '../projections/event.ts'
import type { AiBudgetRow } from '../projections/rows/ai-usage.ts'
import { findsParticipants } from './named-participants.ts'

export interface AiDeps {
  config: Config
  db: Db
  keys: Pick<SubjectKeys, 'find'>
  keyedHash: Secrets['keyedHash']
  breakers: Breakers
  send: SendCommand
  now: () => string
  onError: (error: unknown) => void
}

/** Models, who may use them, and what they cost. */
export interface Ai {
  gateway: Gateway
  ledger: Ledger
  settings: ReturnType<typeof configureAi>
}

/** The one way to any model, with each shop's budget held and every call recorded. */
export function connectAi({ config, db, keys, keyedHash, breakers, send, now, onError }: AiDeps): Ai {
  const settings = configureAi(config.env, breakers)
  const { catalogue, patience } = settings
  const holds = openBudgetHolds(db.collection<HoldsRow>('ai_holds'))
  const known = (merchantId: string, month: string) => spending(db, merchantId, month)
  const ledger = createLedger({ ...recorded(send), spending: known, holds, monthOf, now, onError })
  const participantsIn = findsParticipants({ db, keys, keyedHash })
  const namesIn = ({ merchantId }: Caller, texts: readonly string[]) => participantsIn(merchantId, texts)
  const onFailure = (error: AiError) => onError(new Error(`${error.provider} failed`, { cause: error }))
  return { gateway: createGateway({ catalogue, patience, ledger, onFailure, namesIn }), ledger, settings }
}

/** A shop's month is a month in Korea. */
const monthOf = (instant: string): string => kst(instant).date.slice(0, 7)

async function spending(db: Db, merchantId: string, month: string) {
  const budgets = await activeCollection<AiBudgetRow>(db, 'ai_budgets')
  const row = await budgets.findOne({ _id: merchantId })
  if (!row) return undefined
  const { monthlyUsd, months, position } = row
  const { spentUsd = 0, exhaustedAt } = months[month] ?? {}
  return { monthlyUsd, spentUsd, isUsedUp: exhaustedAt !== undefined, position }
}

function recorded(send: SendCommand): Pick<LedgerDeps, 'append' | 'report'> {
  const system = (merchantId: string, accountId = 'gateway') =>
    ({ accountId, merchantId, role: 'system', name: 'gateway' }) as const
  return {
    append: async ({ caller, firstTokenMs, ...call }) => {
      const about = { estimated: false, tries: 1, failedFirst: [], masked: 0, ...call, ...caller }
      const input = { ...about, ...(firstTokenMs === undefined ? {} : { firstTokenMs }) }
      const actor = system(caller.merchantId, caller.accountId)
      return send({ type: 'RecordModelCall', input, actor, idempotencyKey: call.callId })
    },
    report: async (merchantId, month, spentUsd, refused) => {
      const input = { merchantId, month, spentUsd, refused }
      await send({ type: 'ReportAiSpending', input, actor: system(merchantId), idempotencyKey: randomUUID() })
    },
  }
}
