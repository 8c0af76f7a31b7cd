import type { AllStreamResolvedEvent, EventStoreDBClient } from '@eventstore/db-client'
import type { Journal } from './eventstore-load.ts'
import { SOURCE } from './eventstore-load.ts'

type Tortured = { append: string; index: number; of: number }

/** Everything that is wrong with what the server has kept; empty when nothing is. */
export async function check(client: EventStoreDBClient, journal: Journal): Promise<string[]> {
  const all: AllStreamResolvedEvent[] = []
  for await (const resolved of client.readAll()) all.push(resolved)
  const mine = all.filter(({ event }) => event?.type === 'Tortured')
  return [
    ...densePositions(all),
    ...denseRevisions(mine),
    ...wholeAppends(mine, journal),
    ...(await sameLinks(client, SOURCE, mine)),
    ...(await sameLinks(client, '$et-Tortured', mine)),
  ]
}

function densePositions(all: AllStreamResolvedEvent[]): string[] {
  const gap = all.findIndex(({ commitPosition }, index) => commitPosition !== BigInt(index + 1))
  return gap < 0 ? [] : [`position ${all[gap]?.commitPosition} follows ${gap}`]
}

function denseRevisions(mine: AllStreamResolvedEvent[]): string[] {
  const streams = Map.groupBy(mine, ({ event }) => event?.streamId)
  return [...streams].flatMap(([stream, found]) => {
    const gap = found.findIndex(({ event }, index) => event?.revision !== BigInt(index))
    return gap < 0 ? [] : [`${stream} has revision ${found[gap]?.event?.revision} where ${gap} should be`]
  })
}

/** Every acknowledged append is there where it was said to be; every other is there whole, or not at all. */
function wholeAppends(mine: AllStreamResolvedEvent[], { appends }: Journal): string[] {
  const found = Map.groupBy(mine, ({ event }) => (event?.data as Tortured | undefined)?.append ?? '')
  const lost = [...appends.values()].filter(({ id, position }) => position !== undefined && !found.has(id))
  const broken = [...found].flatMap(([id, parts]) => {
    const append = appends.get(id)
    if (!append) return [`append ${id} was never made`]
    const ids = parts.map(({ event }) => event?.id).join()
    if (ids !== append.events.map((event) => event.id).join())
      return [`append ${id} has ${parts.length} events in ${append.stream}, not ${append.events.length} in their order`]
    const [first, last] = [parts[0]?.commitPosition ?? 0n, parts.at(-1)?.commitPosition ?? 0n]
    if (last - first !== BigInt(parts.length - 1)) return [`append ${id} is scattered from ${first} to ${last}`]
    if (append.position !== undefined && append.position !== last)
      return [`append ${id} ends at ${last}, and was acknowledged at ${append.position}`]
    return []
  })
  return [...lost.map(({ id, stream }) => `append ${id} to ${stream} was acknowledged and is lost`), ...broken]
}

async function sameLinks(
  client: EventStoreDBClient,
  stream: string,
  mine: AllStreamResolvedEvent[],
): Promise<string[]> {
  if (mine.length === 0) return []
  const linked: string[] = []
  for await (const { event } of client.readStream(stream, { resolveLinkTos: true })) linked.push(event?.id ?? 'nothing')
  const wanted = mine.map(({ event }) => event?.id)
  const wrong = wanted.findIndex((id, index) => id !== linked[index])
  if (wrong < 0 && linked.length === wanted.length) return []
  return [`${stream} has ${linked.length} links, not ${wanted.length}; the first difference is at ${wrong}`]
}
