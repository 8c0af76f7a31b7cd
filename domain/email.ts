import { z } from 'zod'

/** E-mail address, compared without regard to case. */
export const Email = z.string().trim().max(254).toLowerCase().pipe(z.email())
