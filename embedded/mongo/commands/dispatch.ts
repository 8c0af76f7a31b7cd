import { clock } from '../aggregate/expression.ts'
import type { Reply } from '../bson/encode.ts'
import { toNumber } from '../bson/numbers.ts'
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import type { Message } from '../wire/messages.ts'
import { ADMIN } from './admin.ts'
import { aggregate } from './aggregate.ts'
import { AUTH } from './auth.ts'
import { Command, type Handler, type Parts, type Session } from './command.ts'
import { findAndModify } from './find-and-modify.ts'
import { INDEXES } from './indexes.ts'
import { READ } from './read.ts'
import { WRITE } from './write.ts'

const COMMANDS: Record<string, Handler> = {
  ...ADMIN,
  ...AUTH,
  ...INDEXES,
  ...READ,
  ...WRITE,
  aggregate,
  findAndModify,
  findandmodify: findAndModify,
}

/** Commands that anyone may send before signing in. */
const OPEN = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'buildInfo',
  'buildinfo',
  'saslStart',
  'saslContinue',
  'logout',
  'endSessions',
])

/** Fields every command takes: they change nothing on a server that stands alone. */
const COMMON = new Set([
  'lsid',
  '$db',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
])
const TRANSACTION = new Set(['startTransaction', 'autocommit', 'txnNumber'])

/** Runs one command; what it does not know, in name or in fields, is refused by name. */
export function dispatch({ body, sequences }: Message, parts: Parts, session: Session): Reply {
  const command = new Command(body, sequences)
  const handler = Object.hasOwn(COMMANDS, command.name) ? (COMMANDS[command.name] as Handler) : unknown(command.name)
  if (!session.authenticated && !OPEN.has(command.name)) fail(13, `Command ${command.name} requires authentication`)
  for (const [field, value] of body) checkField(command.name, handler, field, value)
  clock.now = new Date()
  return { ...handler.run(command, parts, session), ok: 1 }
}

function unknown(name: string): never {
  if (name === 'commitTransaction' || name === 'abortTransaction')
    fail(20, 'Transaction numbers are only allowed on a replica set member or mongos')
  fail(59, `no such command: '${name}' (embedded/mongo/README.md lists those there are)`)
}

function checkField(command: string, { fields }: Handler, field: string, value: Value): void {
  if (TRANSACTION.has(field)) fail(20, 'Transaction numbers are only allowed on a replica set member or mongos')
  if (field === 'writeConcern') checkWriteConcern(value)
  if (field === 'readConcern' && isDoc(value)) checkReadConcern(value)
  if (field === command || COMMON.has(field) || fields.includes(field)) return
  refuse(`the field ${field} of the command ${command}`)
}

function checkWriteConcern(value: Value): void {
  const w = isDoc(value) ? value.get('w') : undefined
  if (isNumeric(w) && toNumber(w) > 1) fail(2, "cannot use 'w' > 1 when a host is not replicated")
}

function checkReadConcern(value: Doc): void {
  const level = value.get('level')
  if (level === 'snapshot' || value.has('atClusterTime')) refuse('readConcern snapshot')
}
