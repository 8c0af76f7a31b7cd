import { isDeepStrictEqual } from 'node:util'
import type { Collection, Filter, Sort } from 'mongodb'
import { Catalog } from '../../embedded/mongo/storage/catalog.ts'
import { checkIndexes } from '../../embedded/mongo/storage/check.ts'
import { Database } from '../../embedded/mongo/storage/database.ts'
import type { Journal, State, Thing } from './mongo-load.ts'

/** Looks into the files of a server that is not running: each index against the documents. */
export function checkFiles(data: string): string[] {
  const database = new Database(data, 'NORMAL')
  try {
    return checkIndexes(new Catalog(database))
  } finally {
    database.close()
  }
}

/** Everything that is wrong with what the server has kept; what turned out to be written is sure from now on. */
export async function check(collection: Collection<Thing>, journal: Journal): Promise<string[]> {
  const all = await collection.find().toArray()
  const stored = new Map(all.map((one) => [one._id, one]))
  return [
    ...expectedStates(stored, journal),
    ...prefixes(stored, journal),
    ...all.filter(({ n, twin }) => n !== twin).map(({ _id }) => `${_id} was changed in part`),
    ...(await indexedAnswers(collection, all)),
  ]
}

function expectedStates(stored: Map<string, Thing>, { things }: Journal): string[] {
  const findings: string[] = []
  for (const [id, known] of things) {
    const found: State = stored.get(id)
    const isOne =
      isDeepStrictEqual(found, known.sure) || (known.perhaps && isDeepStrictEqual(found, known.perhaps.state))
    if (!isOne) findings.push(`${id} is ${JSON.stringify(found)}, acknowledged was ${JSON.stringify(known.sure)}`)
    known.sure = found
    known.perhaps = undefined
  }
  return findings
}

/** Of an ordered batch the first documents are there, all of them where it was acknowledged. */
function prefixes(stored: Map<string, Thing>, { batches }: Journal): string[] {
  return batches.flatMap(({ ids, acknowledged }, index) => {
    const there = ids.map((id) => stored.has(id))
    if (acknowledged && there.includes(false)) return [`batch ${index} was acknowledged and is not whole`]
    return there.lastIndexOf(true) > there.indexOf(false) && there.includes(false) ? [`batch ${index} has a hole`] : []
  })
}

interface Question {
  name: string
  filter: Filter<Thing>
  sort?: Sort
  holds: (one: Thing) => boolean
}

const between = (value: number, low: number, high: number) => value >= low && value < high

const QUESTIONS: Question[] = [
  { name: 'n', filter: { n: { $gte: 200, $lt: 700 } }, holds: ({ n }) => between(n, 200, 700) },
  { name: 'n, sorted', filter: { n: { $gte: 0 } }, sort: { n: -1 }, holds: ({ n }) => n >= 0 },
  { name: 'tags', filter: { tags: 7 }, holds: ({ tags }) => tags.includes(7) },
  {
    name: 'group, n',
    filter: { group: 3, n: { $lt: 500 } },
    sort: { n: 1 },
    holds: (it) => it.group === 3 && it.n < 500,
  },
  { name: 'key', filter: { key: { $gte: '' } }, sort: { key: 1 }, holds: () => true },
]

/** The same questions, answered by the indexes and by looking at every document. */
async function indexedAnswers(collection: Collection<Thing>, all: Thing[]): Promise<string[]> {
  const findings: string[] = []
  for (const { name, filter, sort, holds } of QUESTIONS) {
    const cursor = collection.find(filter, { projection: { _id: 1 } })
    const found = (await (sort ? cursor.sort(sort) : cursor).toArray()).map(({ _id }) => _id).sort()
    const wanted = all.filter(holds).map(({ _id }) => _id)
    if (!isDeepStrictEqual(found, wanted.sort()))
      findings.push(`the index on ${name} finds ${found.length} documents, a scan ${wanted.length}`)
  }
  const keys = new Set(all.map(({ key }) => key))
  if (keys.size !== all.length) findings.push('two documents have one unique key')
  return findings
}
