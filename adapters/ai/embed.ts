import type { Served } from './catalogue.ts'
import type { ChatDeps } from './chat.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { firstAnswer } from './first-answer.ts'
import type { Caller, Embedding } from './gateway.ts'
import { embedLocally, LOCAL_EMBEDDING_MODEL } from './local-embedder.ts'
import { createMasker } from './masking/masker.ts'
import { costUsd } from './models.ts'
import { fromGuard } from './open-stream.ts'
import { AiError, type Tokens } from './port.ts'
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
  try {
    const about = { caller, task: 'embed', signal } as const
    const { answer: vectors, usage } = await firstAnswer(deps, served, about, (one, spent) => {
      spent.masked = masker.count()
      return vectorsOf(one, sent, { spent, signal, delayMs: deps.retryDelayMs })
    })
    return { vectors, model: first.model.model, usage }
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

async function vectorsOf(
  { model, guard }: Served<EmbeddingModel>,
  texts: readonly string[],
  { spent, signal, delayMs }: { spent: Tokens; signal: AbortSignal; delayMs: number | undefined },
): Promise<Float32Array[]> {
  const batch = async (some: readonly string[]) => {
    spent.tries += 1
    const answer = await guard
      .run((limited) => model.embed(some, limited), signal)
      .catch((error: unknown) => {
        throw fromGuard(model.id, error)
      })
    spent.input += answer.inputTokens
    return answer.vectors
  }
  const vectors: Float32Array[] = []
  for (let at = 0; at < texts.length; at += BATCH) {
    const some = texts.slice(at, at + BATCH)
    vectors.push(...(await retried(model.id, () => batch(some), { delayMs, signal })))
  }
  return vectors
}
