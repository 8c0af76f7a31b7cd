import { z } from 'zod'

export type JsonSchema = { [key: string]: unknown }

/** The named schemas of one document; what a zod schema names with `meta({id})` is kept once and referred to. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {}

  /**
   * JSON Schema 2020-12 of a zod schema.
   *
   * @param io what a caller writes (`input`) or reads (`output`): they differ where there are defaults
   */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _, $defs, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    for (const [name, definition] of Object.entries($defs ?? {})) {
      const { id: _id, ...rest } = definition as JsonSchema
      this.schemas[name] = toComponents(rest) as JsonSchema
    }
    const { id: named, ...own } = made as JsonSchema
    if (typeof named !== 'string') return toComponents(own) as JsonSchema
    this.schemas[named] = toComponents(own) as JsonSchema
    return { $ref: `#/components/schemas/${named}` }
  }

  /** Follows a reference, if it is one. */
  resolve(schema: JsonSchema): JsonSchema {
    const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined
    return name === undefined ? schema : (this.schemas[name] ?? {})
  }
}

/** Points references at the document's components, and drops what only bloats it: patterns that repeat a format. */
function toComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toComponents)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
    .filter(([key]) => !(key === 'pattern' && 'format' in value))
    .map(([key, inner]) => [
      key,
      key === '$ref' ? String(inner).replace('#/$defs/', '#/components/schemas/') : toComponents(inner),
    ])
  return Object.fromEntries(entries)
}
