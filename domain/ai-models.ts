import { z } from 'zod'

/** What models are asked for. */
export const AiTask = z.enum(['recommend', 'chat', 'embed', 'image'])
export type AiTask = z.infer<typeof AiTask>

/**
 * How asking one model ended. `stopped`: the person gave up waiting. `broke-off`: it failed after the person had seen
 * the beginning. `shared`: nobody was asked, because the answer had been paid for already.
 */
export const AiOutcome = z.enum(['answered', 'stopped', 'broke-off', 'failed', 'shared'])
export type AiOutcome = z.infer<typeof AiOutcome>
