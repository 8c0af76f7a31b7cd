import type { Collection } from 'mongodb'
import type { Random } from '../chaos/random.ts'
import { count, type Result } from './report.ts'

export interface Thing {
  _id: string
  /** Changed together with `twin`: they never differ. */
  n: number
  twin: number
  tags: number[]
  /** Unique. */
  key: string
  group: number
}

export type State = Thing | undefined

/** A document's last acknowledged state, and the one that an unanswered write would give it. */
export interface Known {
  sure: State
  perhaps: { state: State } | undefined
}

export interface Batch {
  ids: string[]
  acknowledged: boolean
}

export interface Journal {
  things: Map<string, Known>
  /** Ordered inserts of several documents. */
  batches: Batch[]
}

const DOCUMENTS_A_WORKER = 40

export const thing = (id: string, random: Random): Thing => {
  const n = random.int(0, 1000)
  const tags = Array.from({ length: random.int(0, 4) }, () => random.int(0, 20))
  return { _id: id, n, twin: n, tags, key: `${id} ${n}`, group: n % 7 }
}

/** Writes until the server is gone. Each worker has documents of its own, so it knows what they must be. */
export async function hammer(
  collection: Collection<Thing>,
  journal: Journal,
  worker: string,
  random: Random,
  result: Result,
): Promise<never> {
  for (;;) {
    if (random.chance(0.1)) await insertBatch(collection, journal, worker, random)
    else await changeOne(collection, journal, `${worker}.${random.int(0, DOCUMENTS_A_WORKER - 1)}`, random)
    count(result, 'writes acknowledged')
  }
}

async function insertBatch(collection: Collection<Thing>, journal: Journal, worker: string, random: Random) {
  const ids = Array.from({ length: random.int(2, 30) }, (_, i) => `${worker} batch ${journal.batches.length} ${i}`)
  const batch: Batch = { ids, acknowledged: false }
  journal.batches.push(batch)
  await collection.insertMany(ids.map((id) => thing(id, random)))
  batch.acknowledged = true
}

async function changeOne(collection: Collection<Thing>, journal: Journal, id: string, random: Random): Promise<void> {
  const known = journal.things.get(id) ?? { sure: undefined, perhaps: undefined }
  journal.things.set(id, known)
  const { sure } = known
  const [state, write] = sure && random.chance(0.8) ? change(collection, sure, random) : replace(collection, id, random)
  known.perhaps = { state }
  await write()
  known.sure = state
  known.perhaps = undefined
}

type Write = [State, () => Promise<unknown>]

function change(collection: Collection<Thing>, sure: Thing, random: Random): Write {
  const { _id } = sure
  if (random.chance(0.15)) return [undefined, () => collection.deleteOne({ _id })]
  const by = random.int(1, 9)
  const group = random.int(0, 6)
  const tag = random.int(0, 20)
  const after = { ...sure, n: sure.n + by, twin: sure.twin + by, group, tags: [...sure.tags, tag].slice(-4) }
  const update = { $inc: { n: by, twin: by }, $set: { group }, $push: { tags: { $each: [tag], $slice: -4 } } }
  return [after, () => collection.updateOne({ _id }, update)]
}

function replace(collection: Collection<Thing>, id: string, random: Random): Write {
  const after = thing(id, random)
  return [after, () => collection.replaceOne({ _id: id }, after, { upsert: true })]
}
