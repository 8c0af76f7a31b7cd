import type { Value } from './values.ts'

/** A value as error messages show it. */
export function show(value: Value | undefined): string {
  if (value instanceof Map) return `{ ${[...value].map(([key, item]) => `${key}: ${show(item)}`).join(', ')} }`
  if (Array.isArray(value)) return `[ ${value.map(show).join(', ')} ]`
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (typeof value === 'string') return JSON.stringify(value)
  const type = (value as { _bsontype?: string } | null)?._bsontype
  return type === 'ObjectId' ? `ObjectId('${value}')` : String(value)
}
