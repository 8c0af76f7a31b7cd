import { writeFile } from 'node:fs/promises'
import kept from '../domain/events.schemas.json' with { type: 'json' }
import { eventTypes } from '../domain/index.ts'
import { type KeptSchemas, schemaOf } from '../domain/kept-schemas.ts'
import { sagaEventTypes } from '../sagas/saga-events.ts'

// Adds the schemas of versions that are not kept yet. One that is kept stays as it is: events of it may be in a store.
const schemas: KeptSchemas = structuredClone(kept)
for (const [type, { spec }] of [...eventTypes, ...sagaEventTypes]) {
  const versions = schemas[type] ?? {}
  versions[spec.v] ??= schemaOf(spec)
  schemas[type] = versions
}
await writeFile(new URL('../domain/events.schemas.json', import.meta.url), `${JSON.stringify(schemas, null, 2)}\n`)
