import type { Db, Filter } from 'mongodb'
import type { PassageQuery, Scope } from '../adapters/knowledge/port.ts'
import { PACKS_MERCHANT } from '../domain/assistant-definition.ts'
import type { Role } from '../domain/kernel.ts'
import type { AssistantRow } from '../projections/rows/assistants.ts'
import { viewRows } from './read-model.ts'

/** Who asks. */
export interface Reader {
  merchantId: string
  accountId: string
  role: Role
}

/** The keys under which something can be granted to someone. */
const keysOf = ({ role, accountId }: Reader) => [`role:${role}`, `account:${accountId}`]

/**
 * What someone may use: published assistants of the own shop and ready-made ones, each only where it is granted.
 * Whatever is asked for beside it is asked for within this.
 */
export const usable = (reader: Reader): Filter<AssistantRow> => ({
  merchantId: { $in: [reader.merchantId, PACKS_MERCHANT] },
  readers: { $in: keysOf(reader) },
  published: { $exists: true },
})

/** The assistants that someone may use, the own shop's first. */
export async function usableAssistants(db: Db, reader: Reader, limit: number): Promise<AssistantRow[]> {
  const rows = await viewRows(db, 'assistants')
  const own = await rows.find(usable(reader)).sort({ updatedAt: -1, _id: 1 }).limit(limit).toArray()
  return own.toSorted((a, b) => Number(a.pack) - Number(b.pack))
}

/** An assistant that someone may use; undefined when there is none of that id for them. */
export async function usableAssistant(db: Db, reader: Reader, assistantId: string): Promise<AssistantRow | undefined> {
  const rows = await viewRows(db, 'assistants')
  return (await rows.findOne({ ...usable(reader), _id: assistantId })) ?? undefined
}

/** An assistant that someone makes: an owner's own shop's. */
export async function madeAssistant(db: Db, reader: Reader, assistantId: string): Promise<AssistantRow | undefined> {
  if (reader.role !== 'owner') return undefined
  const rows = await viewRows(db, 'assistants')
  return (await rows.findOne({ merchantId: reader.merchantId, _id: assistantId })) ?? undefined
}

/** What a question may look at: the documents of the version that is asked, as far as they have been read. */
export async function scopeOf(db: Db, query: Omit<PassageQuery, 'text' | 'limit'>): Promise<Scope | undefined> {
  const row = await (query.draft ? madeAssistant : usableAssistant)(db, query, query.assistantId)
  const version = query.draft ? row?.latest : row?.published
  if (!row || !version) return undefined
  const ready = version.knowledgeIds.filter((id) => row.documents[id]?.status === 'ready')
  const models = ready.flatMap((id) => row.documents[id]?.model ?? [])
  return {
    merchantId: row.merchantId,
    assistantId: row._id,
    documentIds: ready,
    model: mostCommon(models),
    stamp: row.knowledge,
  }
}

function mostCommon(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
