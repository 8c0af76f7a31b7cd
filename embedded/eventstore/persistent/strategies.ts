import { createHash } from 'node:crypto'
import { dataOf, metadataOf, streamOf } from '../codec/record.ts'
import { isLink } from '../store/reader.ts'
import type { Consumer } from './consumer.ts'
import { type Message, shown } from './message.ts'

/** In the order in which the protocol numbers them; the last one only has its name. */
export const STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** Picks who gets a message; undefined when it has to wait for somebody to have room. */
export type Choose = (consumers: Consumer[], message: Message) => Consumer | undefined

/** A strategy with its own memory of whose turn it is. */
export const chooser: Record<Strategy, () => Choose> = {
  DispatchToSingle: () => (consumers) => consumers.find(({ hasRoom }) => hasRoom),
  RoundRobin: roundRobin,
  Pinned: () => pinned(sourceStream),
  PinnedByCorrelation: () => pinned(correlation),
}

function roundRobin(): Choose {
  let last: Consumer | undefined
  return (consumers) => {
    const after = last ? consumers.indexOf(last) + 1 : 0
    const order = [...consumers.slice(after), ...consumers.slice(0, after)]
    const chosen = order.find(({ hasRoom }) => hasRoom)
    last = chosen ?? last
    return chosen
  }
}

/**
 * Messages of one key go to one consumer, and wait for it. Each consumer bids a hash for the key and the highest wins,
 * so that one who comes or goes moves only the keys it gets or had.
 */
function pinned(keyOf: (record: Buffer) => string): Choose {
  return (consumers, message) => {
    const [only] = consumers
    const winner = consumers.length === 1 ? only : highestBidder(consumers, keyOf(shown(message)))
    return winner?.hasRoom ? winner : undefined
  }
}

function highestBidder(consumers: Consumer[], key: string): Consumer | undefined {
  let best: Consumer | undefined
  let highest = -1
  for (const consumer of consumers) {
    const bid = createHash('sha1').update(`${consumer.id} ${key}`).digest().readUInt32BE()
    if (bid > highest) [best, highest] = [consumer, bid]
  }
  return best
}

/** The stream an event is of; of a link, the stream it points into. */
function sourceStream(record: Buffer): string {
  const [, target] = isLink(record) ? (/^\d+@(.+)$/s.exec(dataOf(record).toString()) ?? []) : []
  return target ?? streamOf(record)
}

const CORRELATION = /"\$correlationId"\s*:\s*("(?:[^"\\]|\\.)*")/

/** What has no correlation id goes by its stream. */
function correlation(record: Buffer): string {
  return CORRELATION.exec(metadataOf(record).toString())?.[1] ?? sourceStream(record)
}
