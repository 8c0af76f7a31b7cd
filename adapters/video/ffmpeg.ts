import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import packaged from '@ffmpeg-installer/ffmpeg'
import { childDeadline } from '../child-deadline.ts'

/** The packaged program, run as a process of its own (ADR 12 says why that matters for its licence). */
const FFMPEG = packaged.path
const MOST_WORDS = 2_000

export interface FfmpegRun {
  args: readonly string[]
  /** What it reads from its standard input. */
  input?: Uint8Array
  /** After that long it is killed. */
  timeoutMs: number
  signal: AbortSignal
}

/** The program failed on what it was given, or was too slow. */
export class FilmFailed extends Error {}

/**
 * Runs the program once and gives what it wrote to its standard output.
 *
 * @throws FilmFailed with its last words when it fails or is too slow; the signal's reason when told to stop
 */
export async function ffmpeg({ args, input, timeoutMs, signal }: FfmpegRun): Promise<Buffer> {
  signal.throwIfAborted()
  const child = spawn(FFMPEG, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const deadline = childDeadline(child, timeoutMs, signal)
  // It may end before it has read everything; its exit says whether that was a failure.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const [code, output, words] = await Promise.all([ended, buffer(child.stdout), buffer(child.stderr)])
    signal.throwIfAborted()
    if (deadline.isLate()) throw new FilmFailed(`the film program took longer than ${timeoutMs} ms`)
    if (code !== 0) throw new FilmFailed(`the film program failed: ${words.toString().slice(-MOST_WORDS).trim()}`)
    return output
  } finally {
    deadline.end()
  }
}
