import { S3mini } from 's3mini'
import { z } from 'zod'
import { hashOf, isHash, type Storage } from './port.ts'

export const S3Config = z.object({
  /** Address of the bucket, path style: `https://s3.example.com/madang`. */
  S3_URL: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('auto'),
  S3_ACCESS_KEY: z.string().default(''),
  S3_SECRET_KEY: z.string().default(''),
})
export type S3Settings = { url: string; region: string; accessKey: string; secretKey: string }

const TIMEOUT_MS = 30_000

/** A bucket of an S3-compatible service (AWS, MinIO, R2, …); the bucket exists already. */
export function s3Storage({ url, region, accessKey, secretKey }: S3Settings): Storage {
  const bucket = new S3mini({
    endpoint: url,
    region,
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    requestAbortTimeout: TIMEOUT_MS,
  })
  const keyOf = (hash: string) => `${hash.slice(0, 2)}/${hash}`
  const has = async (hash: string) => isHash(hash) && (await bucket.objectExists(keyOf(hash))) === true
  return {
    has,
    put: async (bytes, mime) => {
      const hash = hashOf(bytes)
      if (await has(hash)) return { hash }
      const response = await bucket.putObject(keyOf(hash), Buffer.from(bytes), mime)
      if (!response.ok) throw new Error(`the storage answered ${response.status} to a file of ${bytes.length} bytes`)
      return { hash }
    },
    get: async (hash) => {
      if (!isHash(hash)) return undefined
      const response = await bucket.getObjectResponse(keyOf(hash))
      if (!response) return undefined
      const bytes = Buffer.from(await response.arrayBuffer())
      if (hashOf(bytes) !== hash) throw new Error(`the storage gave other bytes than were kept as ${hash}`)
      return { bytes, mime: response.headers.get('content-type') ?? 'application/octet-stream' }
    },
    remove: async (hash) => {
      // The service answers the same whether it was there or not.
      if (isHash(hash)) await bucket.deleteObject(keyOf(hash))
    },
  }
}
