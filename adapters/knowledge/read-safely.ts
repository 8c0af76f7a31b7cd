import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { childDeadline } from '../child-deadline.ts'
import { kindOf } from './detect.ts'
import { DocumentRefused, type ReadDocument, type RefusalCode } from './document.ts'

/** Bounds of one reading. */
export interface ReadLimits {
  timeoutMs: number
  memoryMb: number
}

const LIMITS: ReadLimits = { timeoutMs: 60_000, memoryMb: 384 }
const CHILD = fileURLToPath(new URL('./parse-child.ts', import.meta.url))
const MAX_ANSWER_BYTES = 32 * 1024 * 1024
const AT_ONCE = 2

/** Reads a document that a stranger may have made. */
export type ReadSafely = (bytes: Uint8Array, name: string, signal: AbortSignal) => Promise<ReadDocument>

/**
 * Reads documents in processes of their own, two at once, with bounds of time and memory, so that a bad one costs
 * nobody else anything. Each throws DocumentRefused, or the signal's reason.
 */
export function createReader(limits: ReadLimits = LIMITS): ReadSafely {
  const waiting: (() => void)[] = []
  let free = AT_ONCE
  const enter = async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return async (bytes, name, signal) => {
    const kind = kindOf(bytes, name)
    await enter()
    try {
      signal.throwIfAborted()
      return await inChild(kind, bytes, limits, signal)
    } finally {
      leave()
    }
  }
}

async function inChild(kind: string, bytes: Uint8Array, { timeoutMs, memoryMb }: ReadLimits, signal: AbortSignal) {
  const flags = [`--max-old-space-size=${memoryMb}`, '--permission', '--allow-fs-read=*', '--no-warnings']
  // Without our environment: there are secrets in it.
  const child = spawn(process.execPath, [...flags, CHILD, kind], { stdio: ['pipe', 'pipe', 'ignore'], env: {} })
  const deadline = childDeadline(child, timeoutMs, signal)
  const pieces: Buffer[] = []
  let size = 0
  child.stdout.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > MAX_ANSWER_BYTES) deadline.kill()
    else pieces.push(piece)
  })
  // One that dies early leaves its input unread; how it ended says why.
  child.stdin.on('error', () => {})
  child.stdin.end(bytes)
  try {
    const [code] = await once(child, 'close')
    signal.throwIfAborted()
    if (deadline.isLate()) throw new DocumentRefused('DOCUMENT_TOO_SLOW')
    if (code !== 0) throw new DocumentRefused('DOCUMENT_TOO_COMPLEX')
    const answer = JSON.parse(Buffer.concat(pieces).toString()) as ReadDocument | { refused: RefusalCode }
    if ('refused' in answer) throw new DocumentRefused(answer.refused)
    return answer
  } finally {
    deadline.end()
  }
}
