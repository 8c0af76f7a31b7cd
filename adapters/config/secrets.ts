import { createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keys for each use, all from one secret, so that none can stand in for another. */
export interface Secrets {
  tokenSecret: Uint8Array
  /** Wraps the keys of personal data. */
  masterKey: Buffer
  /** Keyed hash for names that must not show what they are made of; hex. */
  keyedHash(purpose: string, value: string): string
}

const MIN_LENGTH = 32
const SAMPLE = /change.?me|example|default|password|secret|^(.)\1+$/i

/**
 * The secret from the environment; a laptop's instance makes one for itself at first start.
 *
 * @param given MADANG_SECRET
 * @param embedded whether all servers are embedded ones; real clusters need a secret of their own
 * @throws Error for a short, sample or missing secret
 */
export async function loadSecrets(given: string | undefined, data: string, embedded: boolean): Promise<Secrets> {
  if (given === undefined && !embedded) throw new Error('MADANG_SECRET is not set. Make one with: openssl rand -hex 32')
  if (given !== undefined && (given.length < MIN_LENGTH || SAMPLE.test(given)))
    throw new Error(
      `MADANG_SECRET must be ${MIN_LENGTH} random characters at least, and no sample. Make one with: openssl rand -hex 32`,
    )
  return deriveSecrets(given ?? (await ownSecret(data)))
}

async function ownSecret(data: string): Promise<string> {
  const path = join(data, 'secret')
  await mkdir(data, { recursive: true })
  const kept = await readFile(path, 'utf8').catch(unlessCode('ENOENT'))
  if (kept === undefined) {
    // Written whole before it gets its name: nobody ever reads, and derives keys from, a part of it.
    const fresh = join(data, `secret.${randomUUID()}`)
    await writeFile(fresh, randomBytes(32).toString('hex'), { mode: 0o600, flush: true })
    await link(fresh, path).catch(unlessCode('EEXIST'))
    await rm(fresh)
  }
  const secret = (kept ?? (await readFile(path, 'utf8'))).trim()
  if (secret.length < MIN_LENGTH)
    throw new Error(`${path} is damaged; put back the secret that this data was made with`)
  return secret
}

const unlessCode = (code: string) => (error: NodeJS.ErrnoException) => {
  if (error.code !== code) throw error
  return undefined
}

/** Derives the keys with HKDF-SHA-256. */
export function deriveSecrets(secret: string): Secrets {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, 'madang', use, 32))
  const hashKey = derive('keyed-hash')
  return {
    tokenSecret: derive('token'),
    masterKey: derive('personal-data'),
    keyedHash: (purpose, value) => createHmac('sha256', hashKey).update(`${purpose}\n${value}`).digest('hex'),
  }
}
