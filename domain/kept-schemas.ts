import { z } from 'zod'
import type { EventSpec } from './kernel.ts'

/** JSON Schema of every event type in every version that was ever written, as `events.schemas.json` keeps them. */
export type KeptSchemas = Record<string, Record<string, unknown>>

/** JSON Schema of what is stored of an event; personal fields carry their mark. */
export const schemaOf = ({ schema }: EventSpec): unknown =>
  JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })))

/**
 * Compares the registered event types with what was kept.
 *
 * @returns a sentence for each version that is not kept yet, or no longer what it was
 */
export function schemaTroubles(types: ReadonlyMap<string, { spec: EventSpec }>, kept: KeptSchemas): string[] {
  const troubles = [...types].flatMap(([type, { spec }]) => {
    const known = kept[type]?.[spec.v]
    if (known === undefined)
      return [`${type} v${spec.v} is not kept: run node scripts/keep-event-schemas.ts && npm run format`]
    if (JSON.stringify(known) === JSON.stringify(schemaOf(spec))) return []
    return [`${type} v${spec.v} has changed, and there may be events of it: raise its version and add an upcaster`]
  })
  const gone = Object.keys(kept).filter((type) => !types.has(type))
  return [...troubles, ...gone.map((type) => `${type} is no longer registered, and there may be events of it`)]
}
