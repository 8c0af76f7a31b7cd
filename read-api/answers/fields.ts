import { z } from 'zod'

/** What every row's answer has. */
export const row = { id: z.string(), merchantId: z.string(), position: z.int() }
/** An instant. */
export const at = z.iso.datetime()
/** How many of something. */
export const count = z.int().min(0)
/** A text that may be missing. */
export const text = z.string().exactOptional()
