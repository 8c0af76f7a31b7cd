import { z } from 'zod'
import type { ToolCall } from './gateway.ts'
import { AiError } from './port.ts'

/** A tool call as it was streamed. Throws AiError `invalid-output` when its arguments are no JSON. */
export function callOf(
  provider: string,
  call: { id: string; name: string; json: string },
): { type: 'call' } & ToolCall {
  const { id, name, json } = call
  try {
    return { type: 'call', id, name, input: JSON.parse(json || '{}') }
  } catch (error) {
    throw new AiError('invalid-output', provider, `${provider}: the call of ${name} is no JSON`, { cause: error })
  }
}

/** A stream that ended without saying that it is complete. */
export const unfinished = (provider: string) => new AiError('retryable', provider, `${provider}: the reply broke off`)

const toldAs = new WeakMap<z.ZodObject, Record<string, unknown>>()

/** A tool's input as a model is told of it. A known format says the same as its pattern, in a hundredth of the tokens. */
export const toolSchema = (input: z.ZodObject): Record<string, unknown> => {
  const known = toldAs.get(input)
  if (known) return known
  const { $schema: _, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern
    },
  })
  toldAs.set(input, schema)
  return schema
}
