import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { Binary } from 'bson'
import type { Reply } from '../bson/encode.ts'
import { MongoFailure } from '../errors.ts'
import { asBytes, type Credentials, type Handler } from './command.ts'

const ITERATIONS = 15_000
const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest()
const hmac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

/** What SCRAM-SHA-256 keeps instead of a password. */
export function credentialsFor(username: string, password: string): Credentials {
  const salt = randomBytes(28)
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256')
  return {
    username,
    salt,
    iterations: ITERATIONS,
    storedKey: sha256(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  }
}

const denied = (): never => {
  throw new MongoFailure(18, 'Authentication failed.')
}

const step = (payload: string, done: boolean): Reply => ({
  conversationId: 1,
  done,
  payload: new Binary(Buffer.from(payload)),
})

const saslStart: Handler = {
  fields: ['mechanism', 'payload', 'autoAuthorize', 'options'],
  run(command, { credentials }, session) {
    if (!credentials || command.string('mechanism') !== 'SCRAM-SHA-256') return denied()
    const payload = asBytes(command.body.get('payload'))
    const [, user, nonce] = /^n,,n=([^,]*),r=([^,]+)$/.exec(payload) ?? denied()
    if (user?.replaceAll('=2C', ',').replaceAll('=3D', '=') !== credentials.username) return denied()
    const whole = nonce + randomBytes(24).toString('base64')
    const serverFirst = `r=${whole},s=${credentials.salt.toString('base64')},i=${credentials.iterations}`
    session.conversation = { nonce: whole, first: payload.slice(3), serverFirst }
    return step(serverFirst, false)
  },
}

const saslContinue: Handler = {
  fields: ['conversationId', 'payload'],
  run(command, { credentials }, session) {
    const { conversation } = session
    if (!credentials || !conversation) return denied()
    delete session.conversation
    const [, bare, nonce, proof] =
      /^(c=biws,r=([^,]+)),p=([^,]+)$/.exec(asBytes(command.body.get('payload'))) ?? denied()
    const message = `${conversation.first},${conversation.serverFirst},${bare}`
    if (nonce !== conversation.nonce || !proves(proof as string, credentials, message)) return denied()
    session.authenticated = true
    return step(`v=${hmac(credentials.serverKey, message).toString('base64')}`, true)
  },
}

function proves(proof: string, { storedKey }: Credentials, message: string): boolean {
  const given = Buffer.from(proof, 'base64')
  const signature = hmac(storedKey, message)
  if (given.length !== signature.length) return false
  return timingSafeEqual(sha256(Buffer.from(given.map((byte, i) => byte ^ (signature[i] as number)))), storedKey)
}

const logout: Handler = {
  fields: [],
  run(_command, { credentials }, session) {
    session.authenticated = !credentials
    return {}
  },
}

export const AUTH: Record<string, Handler> = { saslStart, saslContinue, logout }
