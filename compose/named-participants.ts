import { nameCandidates } from '../adapters/ai/masking/name-candidates.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import { openRows } from '../adapters/event-store/personal-data.ts'
import { newest } from '../adapters/newest.ts'
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

/** Most words that may be names stand in instructions, which come with every text. */
const KEPT_KEYS = 20_000

/**
 * Finds the participants of a shop whose names stand in some texts, so that no model is told them. Nothing is opened
 * for it but entries that were recorded before names had keys; who was erased is still known by the key.
 */
export function findsParticipants({ keyedHash, ...source }: Participants) {
  const kept = newest<string>(KEPT_KEYS)
  const keyOf = (merchantId: string, name: string) => {
    const known = kept.get(`${merchantId} ${name}`)
    if (known) return known
    const key = nameKeyOf(keyedHash, merchantId, name)
    kept.set(`${merchantId} ${name}`, key)
    return key
  }
  return async (merchantId: string, texts: readonly string[]): Promise<string[]> => {
    const candidates = nameCandidates(texts).map((name) => [keyOf(merchantId, name), name] as const)
    return candidates.length === 0 ? [] : namedIn(source, merchantId, new Map(candidates))
  }
}

async function namedIn({ db, keys }: RowSource, merchantId: string, names: ReadonlyMap<string, string>) {
  const entries = await activeCollection<EntryRow>(db, 'entries')
  const known = await entries
    .aggregate<{ _id: string }>([
      { $match: { merchantId, nameKey: { $in: [NO_KEY, ...names.keys()] } } },
      { $group: { _id: '$nameKey' } },
    ])
    .toArray()
  const found = new Set(known.flatMap(({ _id }) => names.get(_id) ?? []))
  if (!known.some(({ _id }) => _id === NO_KEY)) return [...found]
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
