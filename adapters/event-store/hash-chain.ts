import { hash as digest } from 'node:crypto'

/** JSON with sorted keys, so that equal values have equal text. Takes JSON values only; undefined fields are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  let fields = ''
  for (const name of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[name]
    if (field !== undefined) fields += `${fields && ','}${JSON.stringify(name)}:${canonicalJson(field)}`
  }
  return `{${fields}}`
}

/** What an event's hash covers: everything stored of it, so personal fields count as they are encrypted. */
export interface Hashed {
  type: string
  data: unknown
  meta: Record<string, unknown>
}

/**
 * Hash of an event in its stream's chain, hex SHA-256.
 *
 * @param previous hash of the event before it in the stream, '' for the first
 */
export function chainHash(previous: string, { type, data, meta }: Hashed): string {
  const { hash: _, ...rest } = meta
  return digest('sha256', `${previous}\n${type}\n${canonicalJson(data)}\n${canonicalJson(rest)}`)
}

/**
 * Checks a whole stream's chain.
 *
 * @param events the stream from its first event on, as stored
 * @returns where it breaks: the index of the first event whose hash does not follow, or undefined when it is intact
 */
export function brokenAt(events: readonly Hashed[]): number | undefined {
  let previous = ''
  for (const [index, event] of events.entries()) {
    if (chainHash(previous, event) !== event.meta.hash) return index
    previous = String(event.meta.hash)
  }
  return undefined
}
