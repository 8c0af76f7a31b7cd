import { openEventStream } from './event-stream.ts'

/** A piece of a reply as the stream brings it. */
export interface Piece {
  id: number
  replyId: string
  turn: number
  kind: 'text' | 'step' | 'end'
  text?: string
  tool?: string
  end?: {
    outcome: 'completed' | 'interrupted'
    why?: string
    offline?: string
    draft?: object
    sources: { href: string }[]
  }
}

/** A conversation as one who looks on hears it. */
export interface Heard {
  pieces: Piece[]
  /** Milliseconds at which the first text came, by this process's clock. */
  firstTextAt: number | undefined
  /** What has been said since. */
  text(): string
  /** Waits until what was heard is as wanted; throws after the time. */
  until(wanted: (heard: Heard) => unknown, timeoutMs?: number): Promise<Heard>
  close(): void
}

/**
 * Follows a conversation's replies.
 *
 * @param from `live` of the conversation, or the id of the last piece that was heard
 */
export async function hearChat(origin: string, token: string, conversationId: string, from: number): Promise<Heard> {
  const address = `${origin}/api/v1/conversations/${conversationId}/live?after=${from}`
  const take = (message: string) => {
    const [, id] = /^id: (\d+)$/m.exec(message) ?? []
    const [, data] = /^data: (.*)$/m.exec(message) ?? []
    if (!/^event: piece$/m.test(message) || !id || !data) return
    heard.pieces.push({ ...JSON.parse(data), id: Number(id) })
    if (heard.pieces.at(-1)?.kind === 'text') heard.firstTextAt ??= performance.now()
  }
  const heard: Heard = {
    pieces: [],
    firstTextAt: undefined,
    text: () => heard.pieces.map(({ text = '' }) => text).join(''),
    until: (wanted, timeoutMs = 60_000) => {
      const late = () => `heard only “${heard.text()}” in ${timeoutMs} ms`
      return stream.until(() => (wanted(heard) ? heard : undefined), timeoutMs, late)
    },
    close: () => stream.close(),
  }
  // A stream that breaks off has said what it had to say.
  const stream = await openEventStream(address, token, { take, broke: () => {} })
  return heard
}

/** Whether the reply that is heard has ended. */
export const hasEnded = ({ pieces }: Heard): boolean => pieces.at(-1)?.kind === 'end'
