import { nameCandidates } from '../adapters/ai/masking/name-candidates.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import { openRows } from '../adapters/event-store/personal-data.ts'
import { nameKeyOf } from '../commands/preparations/submit-entry.ts'
import { activeCollection } from '../projections/active.ts'
import { type EntryRow, NO_KEY } from '../projections/rows/promotions.ts'
import type { RowSource } from '../read-api/read-model.ts'

/** Where participants are, and what makes keys of names. */
export interface Participants extends RowSource {
  keyedHash: Secrets['keyedHash']
}

/** So many older rows are opened at once. */
const PAGE = 1_000

/**
 * The shop's participants whose names stand in some texts, so that no model is told them. Nothing is opened for it but
 * entries that were recorded before names had keys; who was erased is still known by the key.
 */
export async function participantsIn(
  { db, keys, keyedHash }: Participants,
  merchantId: string,
  texts: readonly string[],
): Promise<string[]> {
  const names = new Map(nameCandidates(texts).map((name) => [nameKeyOf(keyedHash, merchantId, name), name]))
  if (names.size === 0) return []
  const entries = await activeCollection<EntryRow>(db, 'entries')
  const keyed = entries.aggregate<{ _id: string }>([
    { $match: { merchantId, nameKey: { $in: [...names.keys()] } } },
    { $group: { _id: '$nameKey' } },
  ])
  const found = new Set((await keyed.toArray()).flatMap(({ _id }) => names.get(_id) ?? []))
  const candidates = new Set(names.values())
  const older = entries.find({ merchantId, nameKey: NO_KEY }).project<Named>({ name: 1 })
  for await (const page of pagesOf(older))
    for (const { name } of await openRows(keys, page)) if (candidates.has(name)) found.add(name)
  return [...found]
}

type Named = Pick<EntryRow, 'name'>

async function* pagesOf(rows: AsyncIterable<Named>): AsyncGenerator<Named[]> {
  let page: Named[] = []
  for await (const row of rows) {
    page.push(row)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  yield page
}
