import type { Client } from './client.ts'
import type { Link } from './link.ts'
import type { Message } from './message.ts'
import { Sublist } from './sublist.ts'
import type { Subscription } from './subscription.ts'

/** Where clients meet: who subscribed to what, what waits to be written. */
export class Hub {
  readonly subscriptions = new Sublist<Subscription>()
  readonly clients = new Set<Client>()
  #unwritten: Link[] = []

  /** Hands a message to everyone it is for; answers whether anyone got it. */
  route(message: Message, from: Client): boolean {
    const { plain, groups } = this.subscriptions.match(message.subject)
    let delivered = false
    for (const sub of plain) if (sub.client.deliver(sub, message, from)) delivered = true
    for (const group of groups) if (deliverToOne(group, message, from)) delivered = true
    return delivered
  }

  willWrite(link: Link): void {
    this.#unwritten.push(link)
  }

  /** Once a chunk has been read to its end, what it caused is written: one write a client, however many messages. */
  flush(): void {
    const links = this.#unwritten
    this.#unwritten = []
    for (const link of links) link.flush()
  }
}

/** Begins with a random member, and goes on to the next when that one cannot take it. */
function deliverToOne(group: Subscription[], message: Message, from: Client): boolean {
  const start = Math.floor(Math.random() * group.length)
  for (let i = 0; i < group.length; i += 1) {
    const sub = group[(start + i) % group.length] as Subscription
    if (sub.client.deliver(sub, message, from)) return true
  }
  return false
}
