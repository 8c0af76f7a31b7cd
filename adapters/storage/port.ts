import { createHash } from 'node:crypto'

/** Bytes with what they are. */
export interface Blob {
  bytes: Buffer
  mime: string
}

/** Files by the SHA-256 of their bytes: the same bytes are one file, and what a hash stands for never changes. */
export interface Storage {
  /** Keeps the bytes, whole or not at all; doing it again changes nothing. */
  put(bytes: Uint8Array, mime: string): Promise<{ hash: string }>
  /** Undefined when there is no such file. */
  get(hash: string): Promise<Blob | undefined>
  has(hash: string): Promise<boolean>
  /** Removes it for everybody; one that is not there is removed already. */
  remove(hash: string): Promise<void>
}

/** The name of some bytes: SHA-256, hex. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Whether a text can be such a name; anything else is nobody's file, and never becomes a path. */
export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)
