import type { Db } from 'mongodb'
import type { Upload } from '../commands/preparation.ts'

interface UploadRow extends Upload {
  /** `<merchantId>/<hash>` */
  _id: string
}

/** Whose uploaded documents are: the storage itself knows only bytes. */
export function openUploads(db: Db) {
  const rows = db.collection<UploadRow>('uploads')
  return {
    note: async (merchantId: string, hash: string, upload: Upload): Promise<void> => {
      await rows.updateOne({ _id: `${merchantId}/${hash}` }, { $set: upload }, { upsert: true })
    },
    find: async (merchantId: string, hash: string): Promise<Upload | undefined> => {
      const row = await rows.findOne({ _id: `${merchantId}/${hash}` })
      return row ? { title: row.title, mime: row.mime, bytes: row.bytes } : undefined
    },
  }
}
