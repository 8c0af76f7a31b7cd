import { z } from 'zod'

/** A Korean mobile number, however a person writes it: with spaces, dashes, dots or `+82`; its digits, from 0 on. */
export const Phone = z
  .string()
  .transform((text) =>
    text
      .normalize('NFKC')
      .replaceAll(/[\s.()\p{Pd}]/gu, '')
      .replace(/^\+820?/, '0'),
  )
  .pipe(z.string().regex(/^01[016789]\d{7,8}$/, 'a Korean mobile number'))
