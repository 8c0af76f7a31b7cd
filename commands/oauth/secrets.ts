import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Id } from '../../domain/kernel.ts'

type KeyedHash = (purpose: string, value: string) => string
export type Kind = 'authorization-code' | 'refresh-token'

const SECRET_BYTES = 32

/** A code or a refresh token as a third party has it, and what is kept of it. */
export interface Drawn {
  text: string
  hash: string
}

const hashOf = (keyedHash: KeyedHash, kind: Kind, text: string) => keyedHash(`${kind} kept`, text)

/** Draws one. It names its authorization, and bears our mark: only of those that we made can one have been used before. */
export function drawSecret(keyedHash: KeyedHash, kind: Kind, authorizationId: string): Drawn {
  const body = `${authorizationId}.${randomBytes(SECRET_BYTES).toString('base64url')}`
  const text = `${body}.${keyedHash(`${kind} mark`, body)}`
  return { text, hash: hashOf(keyedHash, kind, text) }
}

/** Whose one is, and what is kept of it; undefined for one that we did not make. */
export function readSecret(
  keyedHash: KeyedHash,
  kind: Kind,
  text: string,
): { authorizationId: string; hash: string } | undefined {
  const [authorizationId = '', secret = '', mark = ''] = text.split('.')
  const expected = Buffer.from(keyedHash(`${kind} mark`, `${authorizationId}.${secret}`))
  const given = Buffer.from(mark)
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
  if (!isOurs || !Id.safeParse(authorizationId).success) return undefined
  return { authorizationId, hash: hashOf(keyedHash, kind, text) }
}

/** The challenge that a verifier answers (RFC 7636, S256). */
export const challengeOf = (verifier: string): string => hash('sha256', verifier, 'base64url')
