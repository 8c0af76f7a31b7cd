import { Double } from 'bson'
import type { Reply } from '../bson/encode.ts'
import { encode, MAX_DOCUMENT } from '../bson/encode.ts'
import type { Doc, Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { truthy } from '../query/conditions.ts'
import { uuidOf } from '../storage/catalog.ts'
import type { Collection } from '../storage/collection.ts'
import { MAX_MESSAGE } from '../wire/messages.ts'
import type { Handler } from './command.ts'
import { filterOf } from './read.ts'

export const VERSION = '7.0.15'

const hello: Handler = {
  fields: [
    'helloOk',
    'client',
    'compression',
    'loadBalanced',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'topologyVersion',
    'maxAwaitTimeMS',
    'backpressure',
  ],
  run: (command, { credentials }, { id }) => ({
    helloOk: true,
    [command.name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
    maxBsonObjectSize: MAX_DOCUMENT,
    maxMessageSizeBytes: MAX_MESSAGE,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: id,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ...(credentials && command.body.has('saslSupportedMechs') ? { saslSupportedMechs: ['SCRAM-SHA-256'] } : {}),
  }),
}

const nothing: Handler = { fields: [], run: () => ({}) }

const buildInfo: Handler = {
  fields: [],
  run: () => ({
    version: VERSION,
    versionArray: VERSION.split('.').map(Number).concat(0),
    gitVersion: 'embedded',
    modules: ['embedded'],
    bits: 64,
    maxBsonObjectSize: MAX_DOCUMENT,
  }),
}

const listDatabases: Handler = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run(command, { catalog }) {
    const { test } = filterOf(command.doc('filter'))
    const nameOnly = command.bool('nameOnly', false)
    const names = [...new Set(catalog.all().map(({ db }) => db))].sort()
    const databases = names.filter((name) => test(new Map<string, Value>([['name', name], ['empty', false]]))) // biome-ignore format: short
    return {
      databases: databases.map(
        (name): Reply => ({ name, ...(nameOnly ? {} : { sizeOnDisk: new Double(0), empty: false }) }),
      ),
    }
  },
}

const listCollections: Handler = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run(command, { catalog, cursors }) {
    const { test } = filterOf(command.doc('filter'))
    const nameOnly = command.bool('nameOnly', false)
    const all = catalog.all(command.db).map((collection) => listed(collection, nameOnly))
    return cursors.open(
      `${command.db}.$cmd.listCollections`,
      all.filter((doc) => test(doc)).map((doc) => encode(doc)),
      Number.POSITIVE_INFINITY,
    )
  },
}

function listed(collection: Collection, nameOnly: boolean): Doc {
  const short: Doc = new Map<string, Value>([
    ['name', collection.name],
    ['type', 'collection'],
  ])
  if (nameOnly) return short
  return short
    .set('options', new Map())
    .set('info', new Map<string, Value>([['readOnly', false], ['uuid', uuidOf(collection)]])) // biome-ignore format: short
    .set('idIndex', new Map<string, Value>([['v', 2], ['key', new Map([['_id', 1]])], ['name', '_id_']])) // biome-ignore format: short
}

const create: Handler = {
  fields: ['capped', 'validator', 'validationLevel', 'validationAction'],
  run(command, { catalog }) {
    for (const option of ['capped', 'validator', 'validationLevel', 'validationAction']) {
      const value = command.body.get(option)
      if (value !== undefined && truthy(value)) refuse(`a collection with ${option}`)
    }
    if (catalog.get(command.db, command.collection)) fail(48, `Collection ${command.namespace} already exists.`)
    catalog.create(command.db, command.collection)
    return {}
  },
}

const drop: Handler = {
  fields: [],
  run(command, { catalog }) {
    const collection = catalog.get(command.db, command.collection)
    if (!collection) return { ns: command.namespace, nIndexesWas: 0 }
    const nIndexesWas = collection.indexes.length + 1
    catalog.drop(collection)
    return { nIndexesWas, ns: command.namespace }
  },
}

const dropDatabase: Handler = {
  fields: [],
  run({ db }, { catalog }) {
    for (const collection of catalog.all(db)) catalog.drop(collection)
    return { dropped: db }
  },
}

const renameCollection: Handler = {
  fields: ['to', 'dropTarget'],
  run(command, { catalog }) {
    const from = splitNamespace(command.body.get('renameCollection'))
    const to = splitNamespace(command.body.get('to'))
    if (command.db !== 'admin') fail(13, 'renameCollection may only be run against the admin database.')
    const collection = catalog.get(...from) ?? fail(26, `Source collection ${from.join('.')} does not exist`)
    catalog.rename(collection, ...to, command.bool('dropTarget', false))
    return {}
  },
}

function splitNamespace(value: Value | undefined): [db: string, name: string] {
  const dot = typeof value === 'string' ? value.indexOf('.') : -1
  if (typeof value !== 'string' || dot < 1) fail(73, `Invalid namespace specified: ${value}`)
  return [value.slice(0, dot), value.slice(dot + 1)]
}

export const ADMIN: Record<string, Handler> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: nothing,
  endSessions: nothing,
  buildInfo,
  buildinfo: buildInfo,
  listDatabases,
  listCollections,
  create,
  drop,
  dropDatabase,
  renameCollection,
}
