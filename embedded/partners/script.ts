import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

/** What a partner can be made to do instead of answering well. `…-after-success` does the thing first. */
export const Behaviour = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ok') }),
  z.strictObject({ kind: z.literal('latency'), ms: z.number().int().min(0).max(600_000) }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.unknown().optional(),
    retryAfter: z.number().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('rate-limit'), retryAfter: z.number().min(0).default(1) }),
  z.strictObject({ kind: z.literal('timeout') }),
  z.strictObject({ kind: z.literal('timeout-after-success') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('reset-after-success') }),
  z.strictObject({ kind: z.literal('garbage') }),
  z.strictObject({ kind: z.literal('garbage-after-success') }),
])
export type Behaviour = z.infer<typeof Behaviour>

export const Script = z.strictObject({
  partner: z.string().min(1),
  operation: z.string().min(1).optional(),
  mode: z.enum(['once', 'always']).default('once'),
  behaviours: z.array(Behaviour).min(1),
  match: z
    .strictObject({ reference: z.string().optional(), path: z.string().optional(), body: z.string().optional() })
    .optional(),
})
export type Script = z.infer<typeof Script>

/** What a script looks at to tell whether a request is one it waits for. */
interface Sighting {
  partner: string
  operation: string
  path: string
  reference: string | null
  raw: string
}

export type Scripts = ReturnType<typeof createScripts>

/**
 * The queue of behaviours: the oldest script that matches gives its next one. `once` uses each up;
 * `always` goes round them for ever (with `ok` among them, that is a failure rate without dice).
 */
export function createScripts(db: DatabaseSync) {
  const all = db.prepare('SELECT id, script FROM scripts ORDER BY id')
  const add = db.prepare('INSERT INTO scripts (script) VALUES (?) RETURNING id')
  const update = db.prepare('UPDATE scripts SET script = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM scripts WHERE id = ?')
  const list = () =>
    all.all().map((row) => ({ id: row.id as number, script: JSON.parse(row.script as string) as Script }))
  let queue = list()
  return {
    list: () => queue.map(({ id, script }) => ({ id, ...script })),
    add(script: Script): number {
      const id = add.get(JSON.stringify(script))?.id as number
      queue.push({ id, script })
      return id
    },
    clear(partner: string | null) {
      for (const { id, script } of queue) if (partner === null || script.partner === partner) remove.run(id)
      queue = list()
    },
    take(seen: Sighting): Behaviour | null {
      const found = queue.find(({ script }) => wants(script, seen))
      const [next, ...rest] = found?.script.behaviours ?? []
      if (!found || !next) return null
      const left = found.script.mode === 'always' ? [...rest, next] : rest
      found.script = { ...found.script, behaviours: left }
      if (left.length > 0) update.run(JSON.stringify(found.script), found.id)
      else {
        remove.run(found.id)
        queue = queue.filter((one) => one !== found)
      }
      return next
    },
  }
}

function wants({ partner, operation, match }: Script, seen: Sighting): boolean {
  if (partner !== '*' && partner !== seen.partner) return false
  if (operation !== undefined && operation !== seen.operation) return false
  if (match?.reference !== undefined && match.reference !== seen.reference) return false
  if (match?.path !== undefined && !seen.path.includes(match.path)) return false
  return match?.body === undefined || seen.raw.includes(match.body)
}
