import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Behaviour } from './behaviour.ts'

/** What is to be said in a stream. */
export interface Said {
  chunks: string[]
  call?: { name: string; input: unknown }
  stop: 'end' | 'tool' | 'refusal'
  refusal?: string
}

/** One stream as server-sent events: what comes before the first word, each word, what ends it, and a broken event. */
export interface Frames {
  before: string[]
  said: string[]
  after: string[]
  broken: string
}

const CHUNK_CHARS = 6

/** Text in the pieces in which it is streamed; never half a character. */
export function chunksOf(text: string, size = CHUNK_CHARS): string[] {
  const letters = [...text]
  return Array.from({ length: Math.ceil(letters.length / size) }, (_, index) =>
    letters.slice(index * size, (index + 1) * size).join(''),
  )
}

/** About as many tokens as a provider would count. */
export const tokensOf = (body: Record<string, unknown>, chunks: string[]) => ({
  input: Math.ceil(JSON.stringify(body).length / 4),
  output: Math.ceil(chunks.join('').length / 2),
})

/** Streams it as the behaviour says, or as far. */
export async function stream(
  response: ServerResponse,
  { before, said, after, broken }: Frames,
  behaviour: Behaviour,
  chunks: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const pause = async (ms = 0) => void (ms > 0 && (await sleep(ms, undefined, { signal })))
  const paced = behaviour.kind === 'answer' ? behaviour : undefined
  const breaks = behaviour.kind === 'malformed' || behaviour.kind === 'break-off' || behaviour.kind === 'stall'
  const limit = breaks ? (behaviour.afterChars ?? 0) : undefined
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  for (const frame of before) response.write(frame)
  await pause(paced?.delayMs)
  let chars = 0
  for (const [index, frame] of said.entries()) {
    if (limit !== undefined && chars >= limit) break
    chars += chunks[index]?.length ?? 0
    response.write(frame)
    await pause(paced?.chunkMs)
  }
  if (behaviour.kind === 'stall') return
  if (behaviour.kind === 'malformed') return void response.end(broken)
  // What was written has to be on its way before the connection is cut.
  if (behaviour.kind === 'break-off') return void response.write('', () => response.socket?.destroy())
  response.end(after.join(''))
}
