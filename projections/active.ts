import type { Collection, Db } from 'mongodb'
import type { Row } from './rows/row.ts'
import { collectionName, type View } from './view.ts'
import { views } from './views.ts'

/** Which version of a view is read. */
interface Active {
  _id: string
  version: number
  since: Date
}

const REFRESH_MS = 1_000
const known = new WeakMap<Db, { versions: Promise<Map<string, number>>; readAt: number }>()

/** The active version of each view, at most a second old; one read at a time for everybody who asks. */
export function activeVersions(db: Db): Promise<Map<string, number>> {
  const cached = known.get(db)
  if (cached && performance.now() - cached.readAt < REFRESH_MS) return cached.versions
  const versions = db
    .collection<Active>('views')
    .find()
    .toArray()
    .then((found) => new Map(found.map(({ _id, version }) => [_id, version])))
  versions.catch(() => known.delete(db))
  known.set(db, { versions, readAt: performance.now() })
  return versions
}

/** Collection name of the version of a view that is to be read. Before any is active: the one that is being filled. */
export const activeName = async (db: Db, view: string): Promise<string> => nameOf(await activeVersions(db), view)

/** The same, of versions that are at hand. */
export function nameOf(versions: ReadonlyMap<string, number>, view: string): string {
  const version = versions.get(view) ?? views.find(({ name }) => name === view)?.version
  if (version === undefined) throw new Error(`there is no view called ${view}`)
  return collectionName({ name: view, version })
}

/** The collection to read a view from. */
export const activeCollection = async <R extends Row>(db: Db, view: string): Promise<Collection<R>> =>
  db.collection<R>(await activeName(db, view))

/** Lets a version take over: from now on it is the one that is read. Gives whether it was not before. */
export async function activate(db: Db, { name, version }: Pick<View, 'name' | 'version'>): Promise<boolean> {
  const { modifiedCount, upsertedCount } = await db
    .collection<Active>('views')
    .updateOne({ _id: name, version: { $ne: version } }, { $set: { version, since: new Date() } }, { upsert: true })
    .catch((error: { code?: number }) => {
      // The upsert finds the id taken: this version is the active one already.
      if (error.code === 11_000) return { modifiedCount: 0, upsertedCount: 0 }
      throw error
    })
  known.delete(db)
  return modifiedCount + upsertedCount > 0
}
