import { z } from 'zod'

const MAX_CURSOR = 400

/**
 * Cursors of one list: opaque text that holds the sort key of the last row that was given. What does not come from
 * this list, or was changed, is an input error.
 *
 * @param list name of the list, so that a cursor of another one is refused
 * @param key the sort key's fields in order
 */
export function cursorOf<T extends readonly [z.ZodType, ...z.ZodType[]]>(list: string, key: T) {
  const Inside = z.tuple([z.literal(list), ...key] as unknown as [z.ZodLiteral<string>, ...z.ZodType[]])
  type Key = { -readonly [I in keyof T]: z.infer<T[I]> }
  const schema = z
    .string()
    .max(MAX_CURSOR)
    .transform((text, context): Key => {
      const inside = Inside.safeParse(jsonOf(text))
      if (inside.success) return inside.data.slice(1) as Key
      context.addIssue({ code: 'custom', message: 'not a cursor of this list; leave it out to start from the top' })
      return z.NEVER
    })
    .describe('`next` of the page before; leave it out for the first page')
  const encode = (...values: Key) => Buffer.from(JSON.stringify([list, ...values])).toString('base64url')
  return { schema, encode }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
