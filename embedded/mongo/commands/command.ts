import type { Binary } from 'bson'
import { decode } from '../bson/decode.ts'
import type { Reply } from '../bson/encode.ts'
import { toNumber } from '../bson/numbers.ts'
import { type Doc, isArray, isDoc, isNumeric, typeName, type Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { truthy } from '../query/conditions.ts'
import type { Catalog } from '../storage/catalog.ts'
import type { Cursors } from './cursors.ts'

/** What the server is made of, as commands see it. */
export interface Parts {
  catalog: Catalog
  cursors: Cursors
  credentials: Credentials | undefined
}

export interface Credentials {
  username: string
  salt: Buffer
  iterations: number
  storedKey: Buffer
  serverKey: Buffer
}

/** One connection's own state. */
export interface Session {
  id: number
  authenticated: boolean
  conversation?: { nonce: string; first: string; serverFirst: string }
}

export interface Handler {
  /** Fields the command takes beside those that every command does. */
  fields: readonly string[]
  run(command: Command, parts: Parts, session: Session): Reply
}

/** A command's arguments, read strictly: a wrong type is an error, not a default. */
export class Command {
  readonly name: string
  readonly body: Doc
  readonly db: string
  readonly #sequences: Map<string, Buffer[]>

  constructor(body: Doc, sequences: Map<string, Buffer[]>) {
    this.body = body
    this.#sequences = sequences
    this.name = body.keys().next().value ?? ''
    const db = body.get('$db')
    this.db = typeof db === 'string' ? db : fail(40414, 'OP_MSG requests require a $db argument')
  }

  /** The collection the command is about: its first argument. */
  get collection(): string {
    const name = this.body.get(this.name)
    return typeof name === 'string'
      ? name
      : fail(73, `collection name has invalid type ${name === undefined ? '' : typeName(name)}`)
  }

  get namespace(): string {
    return `${this.db}.${this.collection}`
  }

  doc(field: string): Doc | undefined {
    const value = this.body.get(field)
    if (value === undefined || value === null || isDoc(value)) return value ?? undefined
    return this.#wrongType(field, value, 'object')
  }

  array(field: string): Value[] | undefined {
    const value = this.body.get(field)
    if (value === undefined || isArray(value)) return value
    return this.#wrongType(field, value, 'array')
  }

  string(field: string): string | undefined {
    const value = this.body.get(field)
    if (value === undefined || typeof value === 'string') return value
    return this.#wrongType(field, value, 'string')
  }

  bool(field: string, missing: boolean): boolean {
    const value = this.body.get(field)
    if (value === undefined) return missing
    return typeof value === 'boolean' || isNumeric(value) ? truthy(value) : this.#wrongType(field, value, 'bool')
  }

  /** A whole number, not negative. */
  count(field: string): number | undefined {
    const value = this.body.get(field)
    if (value === undefined || value === null) return undefined
    if (!isNumeric(value)) return this.#wrongType(field, value, 'number')
    const number = toNumber(value)
    if (!Number.isInteger(number) || number < 0)
      fail(51024, `BSON field '${field}' value must be >= 0 and whole, actual value '${number}'`)
    return number
  }

  /** Documents given as a list or beside the command: with their bytes where they came encoded. */
  documents(field: string): { doc: Doc; bytes?: Buffer }[] {
    const sequence = this.#sequences.get(field)
    if (sequence) return sequence.map((bytes) => ({ doc: decode(bytes), bytes }))
    const array = this.array(field) ?? fail(40414, `BSON field '${this.name}.${field}' is missing but a required field`)
    return array.map((doc) => (isDoc(doc) ? { doc } : this.#wrongType(field, doc, 'object')))
  }

  #wrongType(field: string, value: Value, expected: string): never {
    fail(14, `BSON field '${this.name}.${field}' is the wrong type '${typeName(value)}', expected type '${expected}'`)
  }
}

export const asBytes = (value: Value | undefined): string =>
  (value as Binary | undefined)?._bsontype === 'Binary'
    ? Buffer.from((value as Binary).value()).toString()
    : fail(9, 'payload must be binary')
