import { z } from 'zod'
import type { PartnerFault } from './plan.ts'

const Post = z.object({
  partner: z.string(),
  reference: z.string().nullable(),
  postId: z.string(),
  takenDownAt: z.string().optional(),
})
/** A post as the sandbox has it on record. */
export type Post = z.infer<typeof Post>
const Request = z.object({ partner: z.string(), operation: z.string(), outcome: z.string().nullable() })
const Record = z.object({ posts: z.array(Post), requests: z.array(Request) })
export type SandboxRecord = z.infer<typeof Record>

async function control(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const sent = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}
  const response = await fetch(`${url}/control${path}`, { method, ...sent })
  if (!response.ok) throw new Error(`the sandbox's ${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** Tells each partner how to behave from now on. */
export async function misbehave(url: string, faults: readonly PartnerFault[]): Promise<void> {
  for (const { partner, behaviours } of faults)
    await control(url, 'POST', '/script', { partner, mode: 'always', behaviours })
}

/** Lets every partner behave well again. */
export const behave = (url: string): Promise<unknown> => control(url, 'DELETE', '/script')

/** What really came in, and what was really made. */
export const recordOf = async (url: string): Promise<SandboxRecord> =>
  Record.parse(await control(url, 'GET', '/record'))
