import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Keys of data subjects, 32 bytes each. Erasing a key makes every field encrypted under it unreadable for good. */
export interface SubjectKeys {
  /** The subject's key; undefined when it was erased or never made. */
  find(subject: string): Promise<Buffer | undefined>
  /** The subject's key, made and durably stored if need be. Throws WrongRevision for an erased subject. */
  findOrCreate(subject: string): Promise<Buffer>
  /** Destroys the key. */
  erase(subject: string): Promise<void>
}

/** A personal field as stored. */
export interface Sealed {
  $personal: string
  subject: string
  /** The field it was sealed as, where it is kept under another name. */
  field?: string
}

const IV_BYTES = 12
const TAG_BYTES = 16
/** What replay shows of an erased person. */
export const ERASED = '[erased]'
/** What those see of it who may not see whose it is. */
export const KEPT = '[personal]'

export const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && typeof (value as Sealed).$personal === 'string'

/** Encrypts with AES-256-GCM; the result is iv, tag and ciphertext in base64. `context` is authenticated with it. */
export function encrypt(key: Buffer, plain: string, context: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
}

/** Undoes {@link encrypt}. Throws when the key, the context or the text is not the same. */
export function decrypt(key: Buffer, sealed: string, context: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const plain = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
  // GCM has given all of it by now; this only checks the tag, and throws before anybody sees a forged text.
  decipher.final()
  return plain.toString('utf8')
}

/** Seals the named fields of an event's data under the subject's key. */
export async function seal(
  data: Record<string, unknown>,
  fields: readonly string[],
  subject: string,
  keys: SubjectKeys,
): Promise<Record<string, unknown>> {
  const key = await keys.findOrCreate(subject)
  const sealed = fields
    .filter((field) => data[field] !== undefined)
    .map((field) => [field, { $personal: encrypt(key, JSON.stringify(data[field]), `${subject}/${field}`), subject }])
  return { ...data, ...Object.fromEntries(sealed) }
}

/** Whose personal fields some data holds. */
export const subjectsIn = (data: Record<string, unknown>): string[] =>
  Object.values(data).flatMap((value) => (isSealed(value) ? [value.subject] : []))

/** The keys of some people, asked for together; those of the erased are left out. */
export async function findKeys(
  keys: Pick<SubjectKeys, 'find'>,
  subjects: Iterable<string>,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  const find = async (subject: string) => {
    const key = await keys.find(subject)
    if (key) found.set(subject, key)
  }
  await Promise.all(Array.from(new Set(subjects), find))
  return found
}

/** Opens every sealed field; those of people whose key is not among `found` become {@link ERASED}. */
export function unseal(data: Record<string, unknown>, found: ReadonlyMap<string, Buffer>): Record<string, unknown> {
  const opened = { ...data }
  for (const [field, value] of Object.entries(data)) if (isSealed(value)) opened[field] = open(value, field, found)
  return opened
}

function open({ $personal, subject, field }: Sealed, name: string, found: ReadonlyMap<string, Buffer>): unknown {
  const key = found.get(subject)
  return key ? JSON.parse(decrypt(key, $personal, `${subject}/${field ?? name}`)) : ERASED
}

/** A personal field that is kept under another name than the event's: sealed, it remembers what it was sealed as. */
export const movedFrom = <T>(field: string, value: T): T => (isSealed(value) ? { ...value, field } : value)

/**
 * Opens what is sealed in some rows, however deep; one look-up of keys serves all of them. Nothing opened is kept:
 * whoever is erased is gone from the next answer.
 */
export async function openRows<R extends object>(keys: Pick<SubjectKeys, 'find'>, rows: readonly R[]): Promise<R[]> {
  const subjects = new Set<string>()
  for (const row of rows) collectSubjects(row, subjects)
  if (subjects.size === 0) return [...rows]
  const found = await findKeys(keys, subjects)
  return rows.map((row) => openDeep(row, '', found) as R)
}

function collectSubjects(value: unknown, subjects: Set<string>): void {
  if (isSealed(value)) subjects.add(value.subject)
  else if (isNested(value)) for (const item of Object.values(value)) collectSubjects(item, subjects)
}

function openDeep(value: unknown, name: string, found: ReadonlyMap<string, Buffer>): unknown {
  if (isSealed(value)) return open(value, name, found)
  if (Array.isArray(value)) return value.map((item) => openDeep(item, name, found))
  if (!isNested(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, openDeep(item, key, found)]))
}

/** What has fields or items of its own; a date, say, has none. */
const isNested = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
