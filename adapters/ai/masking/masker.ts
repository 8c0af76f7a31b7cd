import { findPersonalData } from './find.ts'
import type { Kind } from './kinds.ts'

const LABELS: Record<Kind, string> = {
  email: 'EMAIL',
  resident: 'RESIDENT_NO',
  card: 'CARD_NO',
  phone: 'PHONE',
  business: 'BUSINESS_NO',
  address: 'ADDRESS',
  name: 'NAME',
}

/** Replaces personal data by placeholders, the same data always by the same one, and puts it back. */
export interface Masker {
  mask(text: string): string
  /** Masks every string inside a value of JSON. */
  maskDeep<T>(value: T): T
  unmask(text: string): string
  unmaskDeep<T>(value: T): T
  /** Unmasks a text that comes in pieces, whose borders may lie inside a placeholder. */
  unmaskStream(): { push(text: string): string; end(): string }
  /** How many pieces of personal data have been masked. */
  count(): number
}

/**
 * @param texts everything that will be masked: no placeholder is ever something that stands in there
 * @param names people whose names shall be masked too
 */
export function createMasker(texts: readonly string[], names: readonly string[] = []): Masker {
  const salt = freeSalt(texts)
  const placeholders = new Map<string, string>()
  const values = new Map<string, string>()
  const numbers: Partial<Record<Kind, number>> = {}
  let masked = 0

  function placeholderOf(kind: Kind, value: string): string {
    const key = `${kind} ${value}`
    const known = placeholders.get(key)
    if (known) return known
    numbers[kind] = (numbers[kind] ?? 0) + 1
    const placeholder = `[${LABELS[kind]}${salt}_${numbers[kind]}]`
    placeholders.set(key, placeholder)
    values.set(placeholder, value)
    return placeholder
  }

  function mask(text: string): string {
    let [done, at] = ['', 0]
    for (const { kind, start, end } of findPersonalData(text, names)) {
      done += text.slice(at, start) + placeholderOf(kind, text.slice(start, end))
      at = end
      masked += 1
    }
    return done + text.slice(at)
  }

  const unmask = (text: string) =>
    values.size === 0 ? text : text.replace(PLACEHOLDER, (found) => values.get(found) ?? found)

  return {
    mask,
    unmask,
    maskDeep: (value) => deeply(value, mask),
    unmaskDeep: (value) => deeply(value, unmask),
    unmaskStream: () => pieces(unmask, () => [...values.keys()]),
    count: () => masked,
  }
}

const PLACEHOLDER = /\[[A-Z_]+[A-Z0-9]*_\d+\]/g

/** Letters that make our placeholders unlike anything that looks like one in the texts. */
function freeSalt(texts: readonly string[]): string {
  const taken = texts.flatMap((text) => text.match(PLACEHOLDER) ?? [])
  for (let number = 0; ; number += 1) {
    const salt = number === 0 ? '' : `_X${number}`
    const isTaken = Object.values(LABELS).some((label) => taken.some((one) => one.startsWith(`[${label}${salt}_`)))
    if (!isTaken) return salt
  }
}

/** Holds back an end that may be the beginning of a placeholder until it is clear. */
function pieces(unmask: (text: string) => string, placeholders: () => string[]) {
  let held = ''
  return {
    push(text: string): string {
      held += text
      const open = held.lastIndexOf('[')
      const rest = open < 0 ? '' : held.slice(open)
      const waits = rest !== '' && placeholders().some((one) => one.length > rest.length && one.startsWith(rest))
      const ready = waits ? held.slice(0, open) : held
      held = waits ? rest : ''
      return unmask(ready)
    },
    end(): string {
      const ready = held
      held = ''
      return unmask(ready)
    },
  }
}

function deeply<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T
  if (Array.isArray(value)) return value.map((one) => deeply(one, change)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deeply(one, change)])) as T
}
