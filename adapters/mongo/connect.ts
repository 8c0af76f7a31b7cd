import { type Db, MongoClient } from 'mongodb'

export interface MongoOptions {
  /** `mongodb://…`; the database it names is used unless `database` is given. */
  url: string
  database?: string
  /** Shows in the server's own list of connections. */
  appName?: string
  /** How long to look for the server, at the start and in every later call. */
  timeoutMs?: number
}

export interface Mongo {
  db: Db
  /** Rejects when the server does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

const DEFAULT_DATABASE = 'madang'
const DEFAULT_TIMEOUT_MS = 5_000

/**
 * Connects the official driver, which reconnects by itself from then on.
 *
 * @throws Error that names the server (never its password) when it cannot be reached in time
 */
export async function connectMongo(options: MongoOptions): Promise<Mongo> {
  const { url, appName = 'madang', timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const client = new MongoClient(url, {
    appName,
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    ignoreUndefined: true,
  })
  const db = client.db(
    options.database ?? (client.options.dbName === 'test' ? DEFAULT_DATABASE : client.options.dbName),
  )
  const ping = async () => {
    await db.command({ ping: 1 })
  }
  try {
    await client.connect()
    await ping()
  } catch (error) {
    await client.close()
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`MongoDB at ${withoutSecret(url)} cannot be used: ${why}`, { cause: error })
  }
  return { db, ping, close: () => client.close() }
}

const withoutSecret = (url: string): string => url.replace(/\/\/[^@/]*@/, '//***@')
