import { z } from 'zod'
import { AiTask } from '../../domain/ai-models.ts'

/** JSON in a setting. */
const json = <S extends z.ZodType>(schema: S, example: string) =>
  z.string().transform((text, context): z.output<S> => {
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      const why = error instanceof z.ZodError ? `: ${z.prettifyError(error)}` : ''
      context.addIssue(`must be JSON such as ${example}${why}`)
      return z.NEVER
    }
  })

const Usd = z.number().min(0)
const EndpointModel = z.strictObject({
  name: z.string().min(1),
  /** USD per million tokens. */
  input: Usd,
  output: Usd,
  tasks: z.array(AiTask).min(1).default(['recommend', 'chat']),
})

/** A server that speaks OpenAI's API: Gemini, Ollama, vLLM and others. */
export const Endpoint = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'a name of small letters, digits and -')
    .refine((name) => !['anthropic', 'openai', 'offline', 'budget'].includes(name), 'a name that is not taken'),
  url: z.url({ protocol: /^https?$/ }),
  /** The setting that holds its key; left out where it takes none. */
  keyFrom: z.string().optional(),
  models: z.array(EndpointModel).min(1),
})
export type Endpoint = z.infer<typeof Endpoint>

/** Several named endpoints. */
export const Endpoints = json(
  z.array(Endpoint).refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names must differ'),
  '[{"name":"ollama","url":"http://127.0.0.1:11434/v1","models":[{"name":"llama","input":0,"output":0}]}]',
)

/** Names of models by task, in order of preference. */
export const Preferences = json(
  z.partialRecord(AiTask, z.array(z.string()).min(1)),
  '{"chat":["claude-sonnet-5-5","gpt-6-luna"]}',
)

/** USD per million tokens by model. */
export const Prices = json(
  z.record(z.string(), z.object({ input: Usd, output: Usd })),
  '{"model":{"input":0.1,"output":0.5}}',
)
