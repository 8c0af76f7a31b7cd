import type { Client } from './client.ts'

/** One SUB of one client. */
export class Subscription {
  readonly client: Client
  readonly subject: string
  readonly queue: string | null
  readonly sid: string
  delivered = 0
  /** Ends after so many messages; 0 is never. */
  max = 0
  closed = false
  #headFor = ''
  #headVerb = ''
  #head = Buffer.alloc(0)

  constructor(client: Client, subject: string, queue: string | null, sid: string) {
    this.client = client
    this.subject = subject
    this.queue = queue
    this.sid = sid
  }

  /** `MSG subject sid `, kept from message to message, as most come on the same subject. */
  head(verb: string, subject: string): Buffer {
    if (subject !== this.#headFor || verb !== this.#headVerb) {
      this.#head = Buffer.from(`${verb} ${subject} ${this.sid} `, 'latin1')
      this.#headFor = subject
      this.#headVerb = verb
    }
    return this.#head
  }
}
