import type { Served } from './catalogue.ts'
import type { ChatDeps } from './chat.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import type { Caller, Embedding } from './gateway.ts'
import { embedLocally, LOCAL_EMBEDDING_MODEL } from './local-embedder.ts'
import { createMasker } from './masking/masker.ts'
import { costUsd } from './models.ts'
import { fromGuard } from './open-stream.ts'
import { AiError } from './port.ts'
import { retried } from './retry.ts'
import { estimateTokens } from './tokens.ts'

/** Texts that are sent in one request. */
const BATCH = 128

type Deps = Pick<ChatDeps, 'catalogue' | 'ledger' | 'retryDelayMs' | 'onFailure' | 'namesIn'>

/** Vectors of one model: see `Gateway.embed`. Other servers of the same model stand in for one that fails. */
export async function embed(
  deps: Deps,
  texts: readonly string[],
  caller: Caller,
  signal: AbortSignal,
  model?: string,
): Promise<Embedding> {
  const served = model === LOCAL_EMBEDDING_MODEL ? [] : deps.catalogue.embed(model)
  const [first] = served
  if (!first && model !== undefined && model !== LOCAL_EMBEDDING_MODEL)
    throw new AiError('unavailable', 'offline', `nobody serves ${model}`)
  if (!first) return locally(texts)
  const masker = createMasker(texts, await deps.namesIn?.(caller, texts))
  const sent = texts.map(masker.mask)
  const tokens = estimateTokens(sent.join(''))
  const worst = Math.max(...served.map(({ price }) => costUsd(price, tokens, 0)))
  const done = await deps.ledger.admit(caller, worst)
  const failures: AiError[] = []
  try {
    for (const one of served) {
      const answer = await ask(deps, one, sent, { caller, signal, failures, masked: masker.count() })
      if (!(answer instanceof AiError)) return answer
      failures.push(answer)
      deps.onFailure?.(answer)
    }
    throw failures.at(-1)
  } finally {
    done()
  }
}

const locally = (texts: readonly string[]): Embedding => ({
  vectors: embedLocally(texts),
  model: LOCAL_EMBEDDING_MODEL,
  usage: {
    provider: 'offline',
    model: LOCAL_EMBEDDING_MODEL,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    failedFirst: [],
  },
})

interface Context {
  caller: Caller
  signal: AbortSignal
  failures: readonly AiError[]
  masked: number
}

async function ask(
  { ledger, retryDelayMs }: Deps,
  { model, guard, price }: Served<EmbeddingModel>,
  texts: readonly string[],
  { caller, signal, failures, masked }: Context,
): Promise<Embedding | AiError> {
  const began = performance.now()
  const failedFirst = failures.map(({ provider }) => provider)
  const spent = { inputTokens: 0, tries: 0 }
  const about = { provider: model.id, model: model.model }
  const record = (more: { outcome: 'answered' | 'failed' | 'stopped'; code?: string }) =>
    ledger.record({
      ...about,
      ...more,
      caller,
      task: 'embed',
      inputTokens: spent.inputTokens,
      outputTokens: 0,
      costUsd: costUsd(price, spent.inputTokens, 0),
      latencyMs: Math.round(performance.now() - began),
      tries: spent.tries,
      failedFirst,
      masked,
    })
  const batch = async (some: readonly string[]) => {
    spent.tries += 1
    const answer = await guard
      .run((limited) => model.embed(some, limited), signal)
      .catch((error: unknown) => {
        throw fromGuard(model.id, error)
      })
    spent.inputTokens += answer.inputTokens
    return answer.vectors
  }
  try {
    const vectors: Float32Array[] = []
    for (let at = 0; at < texts.length; at += BATCH) {
      const some = texts.slice(at, at + BATCH)
      vectors.push(...(await retried(model.id, () => batch(some), { delayMs: retryDelayMs, signal })))
    }
    record({ outcome: 'answered' })
    const cost = costUsd(price, spent.inputTokens, 0)
    const usage = { ...about, inputTokens: spent.inputTokens, outputTokens: 0, costUsd: cost, failedFirst }
    return { vectors, model: model.model, usage }
  } catch (error) {
    const failure =
      error instanceof AiError ? error : new AiError('unavailable', model.id, String(error), { cause: error })
    record(signal.aborted ? { outcome: 'stopped' } : { outcome: 'failed', code: failure.kind })
    signal.throwIfAborted()
    return failure
  }
}
