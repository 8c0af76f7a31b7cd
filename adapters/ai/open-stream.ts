import { type Guard, Guarded } from '../resilience/guard.ts'
import type { LanguageModel, ModelPart, StreamRequest } from './language-model.ts'
import { createPipe } from './pipe.ts'
import { AiError } from './port.ts'

export interface Patience {
  /** How long a model may take to its first word, milliseconds. */
  firstTokenMs: number
  /** How long it may be silent after that. */
  silenceMs: number
}

/** No reply takes longer. */
const LONGEST_MS = 300_000
const LEFT_ALONE_MS = 30_000

/**
 * One request for a stream under the provider's guard, which sees how the whole of it ends. What comes is read through
 * the answer; leaving it, or the signal, ends the request.
 */
export async function* openStream(
  model: LanguageModel,
  request: StreamRequest,
  { guard, firstTokenMs, silenceMs }: Patience & { guard: Guard },
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const pipe = createPipe<ModelPart>()
  const left = new AbortController()
  const ended = AbortSignal.any([signal, left.signal])
  const work = async (limited: AbortSignal) => {
    const silent = new AbortController()
    let timer = setTimeout(() => silent.abort(), firstTokenMs)
    try {
      for await (const part of model.stream(request, AbortSignal.any([limited, silent.signal]))) {
        clearTimeout(timer)
        timer = setTimeout(() => silent.abort(), silenceMs)
        pipe.push(part)
      }
    } catch (error) {
      if (silent.signal.aborted && !limited.aborted)
        throw new AiError('retryable', model.id, `${model.id} was silent for too long`, {
          cause: error,
          // Who is silent now will be so in a moment too: the next model is the better choice.
          retryAfterMs: LEFT_ALONE_MS,
        })
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
  guard.run(work, ended, LONGEST_MS).then(pipe.end, (error: unknown) => pipe.fail(fromGuard(model.id, error)))
  try {
    yield* pipe
  } finally {
    left.abort()
  }
}

/** A timeout may not come again; an open breaker, a full bulkhead or a caller who left surely do. */
export function fromGuard(provider: string, error: unknown): unknown {
  if (!(error instanceof Guarded)) return error
  return new AiError(error.code === 'TIMEOUT' ? 'retryable' : 'unavailable', provider, error.message, { cause: error })
}
