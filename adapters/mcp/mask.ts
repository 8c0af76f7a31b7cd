type JsonSchema = { [key: string]: unknown }

/**
 * Paths of what a schema marks as personal, `items[].phone`.
 *
 * @param schema JSON Schema whose personal fields carry `personal: true`
 */
export function personalPaths(schema: JsonSchema): string[] {
  const definitions = Object(schema.$defs) as Record<string, JsonSchema>
  const walk = (node: JsonSchema, path: string, above: readonly JsonSchema[]): string[] => {
    if (above.includes(node)) return []
    if (node.personal === true) return [path]
    const into = (child: unknown, at: string) => walk(Object(child) as JsonSchema, at, [...above, node])
    const named = typeof node.$ref === 'string' ? definitions[node.$ref.split('/').at(-1) ?? ''] : undefined
    const choices = [node.anyOf, node.oneOf, node.allOf].flatMap((each) => (Array.isArray(each) ? each : []))
    return [
      ...(named ? into(named, path) : []),
      ...choices.flatMap((choice) => into(choice, path)),
      ...Object.entries(Object(node.properties)).flatMap(([key, child]) => into(child, path ? `${path}.${key}` : key)),
      ...(node.items ? into(node.items, `${path}[]`) : []),
    ]
  }
  return [...new Set(walk(schema, '', []))]
}

const VISIBLE_DIGITS = 4

/** A name keeps its first letter, a number its last four digits: enough to tell people apart, not enough to know them. */
export function maskText(text: string): string {
  const digits = text.replaceAll(/\D/g, '').length
  if (digits <= VISIBLE_DIGITS) return text.replaceAll(/(?<=[\s\S])[^\s@.]/gu, '*')
  let left = digits - VISIBLE_DIGITS
  return text.replaceAll(/\d/g, (digit) => (left-- > 0 ? '*' : digit))
}

/** The value with what lies at the paths masked; the value itself stays as it is. */
export function maskPaths(value: unknown, paths: readonly string[]): unknown {
  return paths.reduce((masked, path) => maskAt(masked, path.split('.')), value)
}

function maskAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return typeof value === 'string' ? maskText(value) : value
  if (value === null || typeof value !== 'object') return value
  const key = step.replaceAll('[]', '')
  if (!Object.hasOwn(value, key)) return value
  const inner = (value as Record<string, unknown>)[key]
  const masked =
    step.endsWith('[]') && Array.isArray(inner) ? inner.map((each) => maskAt(each, rest)) : maskAt(inner, rest)
  return { ...value, [key]: masked }
}
