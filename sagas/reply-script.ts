import { setTimeout as delay } from 'node:timers/promises'
import type { ChunkLog, TurnKey } from '../adapters/assistant/chunk-log.ts'
import type { ReplyPart } from '../adapters/assistant/port.ts'

const PAUSE_MS = 60
const PAUSE_A_REPLY_MS = 2

/**
 * Pause between two pieces of a reply's text, milliseconds, while so many replies are written here. In a crowd longer
 * pieces come less often: the first words of others must not wait for them.
 */
export const pauseAmong = (replies: number): number => Math.max(PAUSE_MS, replies * PAUSE_A_REPLY_MS)

/** Writes down what is said, in order: the first words at once, the rest in pieces that grow with the crowd. */
export interface Script {
  /** Throws what the log threw since the last call. */
  add(part: Exclude<ReplyPart, { type: 'end' }>): Promise<void>
  /** Resolves once everything is written down. */
  flush(): Promise<void>
}

/**
 * @param from how many pieces of the turn are there already
 * @param pauseMs how long to wait after a piece of text: what comes in between goes out together
 */
export function openScript(chunks: ChunkLog, turn: TurnKey, from: number, pauseMs: () => number): Script {
  let n = from
  let waiting = ''
  let writing: Promise<void> | undefined
  let failure: unknown

  const writeWaiting = async () => {
    while (waiting !== '') {
      const text = waiting
      waiting = ''
      n += 1
      await chunks.write(turn, n, { kind: 'text', text })
      await delay(pauseMs())
    }
  }
  const begin = () => {
    writing ??= writeWaiting()
      .catch((error: unknown) => {
        failure ??= error
      })
      .finally(() => {
        writing = undefined
      })
  }
  const settle = async () => {
    while (writing) await writing
    if (failure) throw failure
  }

  return {
    add: async (part) => {
      if (failure) throw failure
      if (part.type === 'text') {
        waiting += part.text
        return begin()
      }
      await settle()
      const { step, tool } = part
      n += 1
      await chunks.write(turn, n, { kind: 'step', step, ...(tool ? { tool } : {}) })
    },
    flush: settle,
  }
}
