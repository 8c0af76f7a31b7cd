import { join } from 'node:path'
import { z } from 'zod'
import { localFolder } from './local-folder.ts'
import type { Storage } from './port.ts'
import { S3Config, s3Storage } from './s3.ts'

/**
 * The bucket where one is configured, else a folder in the data folder.
 *
 * @throws Error that names the setting which is wrong
 */
export function connectStorage(env: Record<string, string | undefined>, data: string): Storage {
  const parsed = S3Config.safeParse(env)
  if (!parsed.success) throw new Error(`storage: ${z.prettifyError(parsed.error)}`)
  const { S3_URL: url, S3_REGION: region, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = parsed.data
  if (!url) return localFolder(join(data, 'media'))
  if (!accessKey || !secretKey) throw new Error('storage: S3_URL needs S3_ACCESS_KEY and S3_SECRET_KEY')
  return s3Storage({ url, region, accessKey, secretKey })
}
