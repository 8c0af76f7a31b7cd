export const NOTHING: Buffer = Buffer.alloc(0)

/** A published message, as slices of what came in: one object serves all, so keep nothing of it. */
export interface Message {
  subject: string
  source: Buffer
  replyFrom: number
  replyTo: number
  /** Where `[reply] [header size] size CRLF payload CRLF` begins: alike in PUB and MSG, so it is copied as it is. */
  tail: number
  payload: number
  end: number
  /** Bytes of headers at the payload's beginning; 0 is a message without. */
  headers: number
}

export const newMessage = (): Message => ({
  subject: '',
  source: NOTHING,
  replyFrom: 0,
  replyTo: 0,
  tail: 0,
  payload: 0,
  end: 0,
  headers: 0,
})

/** Writes the tail as it should be, for a message that came with odd spacing, or with headers of no length. */
export function rewriteTail(message: Message, headers: number, size: number): void {
  const { source, replyFrom, replyTo, payload, end } = message
  const reply = source.toString('latin1', replyFrom, replyTo)
  const line = `${reply === '' ? '' : `${reply} `}${headers > 0 ? `${headers} ` : ''}${size}\r\n`
  message.source = Buffer.concat([Buffer.from(line, 'latin1'), source.subarray(payload, end)])
  message.tail = 0
  message.replyFrom = 0
  message.replyTo = reply.length
  message.payload = line.length
  message.end = message.source.length
}
