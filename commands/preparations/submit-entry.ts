import { z } from 'zod'
import { Source } from '../../domain/channel.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { promotion } from '../../domain/promotion.ts'
import { loadState, type PrepareServices, preparation } from '../preparation.ts'

const KEY_LENGTH = 32

/** Key by which a participant's name is found in the texts of a shop without being opened; another shop's is another. */
export const nameKeyOf = (keyedHash: PrepareServices['keyedHash'], merchantId: string, name: string): string =>
  keyedHash(`name/${merchantId}`, name).slice(0, KEY_LENGTH)

/** Names the person by a keyed hash of the phone number, apart for each promotion, and looks whether it takes entries. */
export const submitEntry = preparation({
  input: z.object({
    promotionId: Id,
    name: z.string().trim().min(1).max(40),
    phone: z
      .string()
      .transform((text) => text.replaceAll(/[\s-]/g, ''))
      .pipe(z.string().regex(/^01[016789]\d{7,8}$/, 'a Korean mobile number')),
    source: Source.default('direct'),
    consent: z.literal(true, { error: 'consent is needed to take part' }),
  }),
  // Who enters in the moment in which a promotion is ended was a moment earlier; a no is looked at again anyway.
  canLag: true,
  prepare: async ({ promotionId, name, phone, source }, { store, services, now }) => {
    const target = await loadState(store, promotion, promotionId)
    rule(target.status !== 'none', 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    const over = Date.parse(target.content.endsAt ?? '') <= Date.parse(now)
    const participantKey = services.keyedHash(`participant/${promotionId}`, phone).slice(0, KEY_LENGTH)
    const { merchantId } = target
    return {
      entryId: `${promotionId}.${participantKey}`,
      promotionId,
      merchantId,
      participantKey,
      name,
      nameKey: nameKeyOf(services.keyedHash, merchantId, name),
      phone,
      source,
      promotionStatus: over && target.status === 'running' ? 'ended' : target.status,
    }
  },
})
