import { z } from 'zod'
import { Behaviour, type ReceivedRequest } from './behaviour.ts'

/** What the double shall do with the next requests that fit. */
export const Script = z.strictObject({
  when: z
    .strictObject({
      provider: z.enum(['anthropic', 'openai', 'stability']).optional(),
      /** Part of the path, such as `embeddings`. */
      path: z.string().optional(),
      model: z.string().optional(),
      /** Part of the body as JSON. */
      contains: z.string().optional(),
    })
    .default({}),
  /** `once` uses each behaviour up; `always` goes round them. */
  mode: z.enum(['once', 'always']).default('once'),
  behaviours: z.array(Behaviour).min(1),
})
export type Script = z.infer<typeof Script>

/** A queue of scripts: the oldest one that fits gives its next behaviour. */
export function createScripts() {
  let queue: Script[] = []
  return {
    list: (): readonly Script[] => queue,
    add: (script: Script) => void queue.push({ ...script, behaviours: [...script.behaviours] }),
    clear: () => {
      queue = []
    },
    take(request: ReceivedRequest): Behaviour | undefined {
      const found = queue.find(({ when }) => fits(when, request))
      const next = found?.behaviours.shift()
      if (found && next && found.mode === 'always') found.behaviours.push(next)
      queue = queue.filter(({ behaviours }) => behaviours.length > 0)
      return next
    },
  }
}

function fits({ provider, path, model, contains }: Script['when'], request: ReceivedRequest): boolean {
  if (provider !== undefined && provider !== request.provider) return false
  if (path !== undefined && !request.path.includes(path)) return false
  if (model !== undefined && model !== request.body.model) return false
  return contains === undefined || JSON.stringify(request.body).includes(contains)
}
