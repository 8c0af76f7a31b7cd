import type { z } from 'zod'
import { askForData, type Question } from './ask-for-data.ts'
import type { ChatDeps } from './chat.ts'
import { firstAnswer } from './first-answer.ts'
import type { Asked, Caller } from './gateway.ts'
import { costUsd } from './models.ts'
import { AiError } from './port.ts'
import { estimateTokens } from './tokens.ts'

/** A long answer takes its time; nobody looks on. */
const LIMIT_MS = 60_000
/** What does not fit is asked for once more. */
const ANSWERS = 2

type Deps = Pick<ChatDeps, 'catalogue' | 'ledger' | 'retryDelayMs' | 'onFailure' | 'namesIn'>

/** Data of the first model that answers as asked: see `Gateway.ask`. */
export async function ask<S extends z.ZodType>(
  deps: Deps,
  question: Question<S>,
  caller: Caller,
  signal: AbortSignal,
): Promise<Asked<S>> {
  const served = deps.catalogue.chat()
  if (served.length === 0) throw new AiError('unavailable', 'offline', 'there is no model')
  const texts = [question.system, question.prompt]
  const names = [...(question.names ?? []), ...((await deps.namesIn?.(caller, texts)) ?? [])]
  const tokens = estimateTokens(texts.join(''))
  const worst = served.map(({ price }) => ANSWERS * costUsd(price, tokens, question.maxOutputTokens))
  const done = await deps.ledger.admit(caller, Math.max(...worst))
  try {
    const about = { caller, task: 'chat', signal } as const
    const { answer, usage } = await firstAnswer(deps, served, about, ({ model, guard }, spent) => {
      const options = { guard, retryDelayMs: deps.retryDelayMs, limitMs: LIMIT_MS }
      return askForData(model, { ...question, names }, options, spent, signal)
    })
    return { data: answer, usage }
  } finally {
    done()
  }
}
