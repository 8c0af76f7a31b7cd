import { randomBytes } from 'node:crypto'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import type { Secrets } from '../adapters/config/secrets.ts'
import { encodeEvents } from '../adapters/event-store/codec.ts'
import { encrypt, type SubjectKeys } from '../adapters/event-store/personal-data.ts'
import { connectMongo } from '../adapters/mongo/connect.ts'
import { nameKeyOf } from '../commands/preparations/submit-entry.ts'
import { eventTypes } from '../domain/index.ts'

/** Events of one promotion: made, revised three times, then people enter. */
const ENTRIES = 16
const REVISIONS = 3
export const EVENTS_A_PROMOTION = 1 + REVISIONS + ENTRIES
const SHOPS = 1_000
const AT_ONCE = 64
const KEYS_AT_ONCE = 2_000

/** Where events are put, and the keys of the people in them. */
export interface SeedTarget {
  eventStoreUrl: string
  mongoUrls: readonly string[]
  masterKey: Secrets['masterKey']
  keyedHash: Secrets['keyedHash']
}

/**
 * Fills a store with promotions as the application would have written them: schemas, sealed personal fields and
 * hash chains are its own.
 *
 * @param from number of promotions that are there already
 * @param until number of promotions to be there
 */
export async function seedEvents(target: SeedTarget, from: number, until: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(target.eventStoreUrl)
  const { keys, flush, close } = await openKeys(target)
  let next = from
  const work = async () => {
    while (next < until) {
      const number = next
      next += 1
      await seedPromotion(client, keys, target.keyedHash, number)
      await flush(KEYS_AT_ONCE)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await flush(1)
  await close()
  await client.dispose()
}

async function seedPromotion(
  client: EventStoreDBClient,
  keys: SubjectKeys,
  keyedHash: Secrets['keyedHash'],
  number: number,
): Promise<void> {
  const merchantId = `shop-${number % SHOPS}`
  const promotionId = `seeded-${number}`
  const at = new Date(Date.UTC(2026, 8, 1) + number * 1_000).toISOString()
  const owned = { promotionId, merchantId, at }
  const append = async (stream: string, events: { type: string; data: Record<string, unknown> }[]) => {
    const id = crypto.randomUUID()
    const cause = { correlationId: id, causationId: id, merchantId, actor: 'seed', now: at }
    const stored = await encodeEvents(eventTypes, keys, events, '', cause)
    await client.appendToStream(
      stream,
      stored.map((event) => jsonEvent(event)),
      { expectedRevision: NO_STREAM },
    )
  }
  await append(`promotion-${promotionId}`, [
    { type: 'PromotionCreated', data: { ...owned, purpose: 'new-customers' } },
    ...Array.from({ length: REVISIONS }, (_, n) => ({
      type: 'PromotionRevised',
      data: { ...owned, changes: { title: `가을맞이 이벤트 ${n}`, prize: '아메리카노 한 잔' } },
    })),
  ])
  for (let n = 0; n < ENTRIES; n += 1) {
    const participantKey = `person-${number}-${n}`
    const entryId = `${promotionId}.${participantKey}`
    const name = '김민수'
    const nameKey = nameKeyOf(keyedHash, merchantId, name)
    const person = { participantKey, name, nameKey, phone: `010${20_000_000 + n}`, source: 'instagram' }
    await append(`entry-${entryId}`, [
      { type: 'EntrySubmitted', data: { ...owned, entryId, ...person, consentedAt: at } },
    ])
  }
}

/** Makes keys as the application does, but stores them in bulk. */
async function openKeys({ mongoUrls, masterKey }: Pick<SeedTarget, 'mongoUrls' | 'masterKey'>) {
  const databases = await Promise.all(mongoUrls.map((url) => connectMongo({ url })))
  let rows: { _id: string; wrapped: string }[] = []
  const keys: SubjectKeys = {
    find: async () => undefined,
    findOrCreate: async (subject) => {
      const key = randomBytes(32)
      rows.push({ _id: subject, wrapped: encrypt(masterKey, key.toString('base64'), subject) })
      return key
    },
    erase: async () => {},
  }
  const flush = async (least: number) => {
    if (rows.length < least) return
    const full = rows
    rows = []
    for (const { db } of databases)
      await db.collection<{ _id: string; wrapped: string }>('subject_keys').insertMany(full.map((row) => ({ ...row })))
  }
  const close = async () => {
    await Promise.all(databases.map((database) => database.close()))
  }
  return { keys, flush, close }
}
