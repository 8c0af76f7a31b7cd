/** Bytes as they were stored, with their media type. */
export interface Stored {
  bytes: Uint8Array<ArrayBuffer>
  mime: string
}

/** Keeps bytes under their own SHA-256: the same bytes are kept once, and what is got is what was put. */
export interface Storage {
  /** Gives the SHA-256 of the bytes, hex; putting them again changes nothing. */
  put(bytes: Uint8Array, mime: string): Promise<{ hash: string }>
  /** Undefined when there is nothing of that hash. Throws when what is there is not what was put. */
  get(hash: string): Promise<Stored | undefined>
  has(hash: string): Promise<boolean>
}
