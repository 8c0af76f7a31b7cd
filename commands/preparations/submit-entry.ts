import { z } from 'zod'
import { Source } from '../../domain/channel.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { Phone } from '../../domain/phone.ts'
import { promotion } from '../../domain/promotion.ts'
import { loadState, type PrepareServices, preparation } from '../preparation.ts'

const KEY_LENGTH = 32

/** Key by which a participant's name is found in the texts of a shop without being opened; another shop's is another. */
export const nameKeyOf = (keyedHash: PrepareServices['keyedHash'], merchantId: string, name: string): string =>
  keyedHash(`name/${merchantId}`, name).slice(0, KEY_LENGTH)

/** Names of a person's entry in a promotion: a keyed hash of the phone number (digits), apart for each promotion. */
export function entryOf(keyedHash: PrepareServices['keyedHash'], promotionId: string, phone: string) {
  const participantKey = keyedHash(`participant/${promotionId}`, phone).slice(0, KEY_LENGTH)
  return { participantKey, entryId: `${promotionId}.${participantKey}` }
}

/** Names the person by a keyed hash of the phone number, apart for each promotion, and looks whether it takes entries. */
export const submitEntry = preparation({
  input: z.object({
    promotionId: Id,
    name: z.string().trim().min(1).max(40),
    phone: Phone,
    source: Source.default('direct'),
    consent: z.literal(true, { error: 'consent is needed to take part' }),
  }),
  prepare: async ({ promotionId, name, phone, source }, { store, services, now }) => {
    const target = await loadState(store, promotion, promotionId)
    rule(target.status !== 'none', 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    const over = Date.parse(target.content.endsAt ?? '') <= Date.parse(now)
    const { merchantId } = target
    return {
      ...entryOf(services.keyedHash, promotionId, phone),
      promotionId,
      merchantId,
      name,
      nameKey: nameKeyOf(services.keyedHash, merchantId, name),
      phone,
      source,
      promotionStatus: over && target.status === 'running' ? 'ended' : target.status,
    }
  },
})
