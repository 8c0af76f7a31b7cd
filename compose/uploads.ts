import type { Db } from 'mongodb'
import type { Upload } from '../commands/preparation.ts'

interface UploadRow extends Upload {
  /** `<merchantId>/<hash>` */
  _id: string
  hash: string
}

/** Whose uploaded documents are: the storage itself knows only bytes. */
export async function openUploads(db: Db) {
  const rows = db.collection<UploadRow>('uploads')
  await rows.createIndex({ hash: 1 })
  // Rows of an earlier release have their hash in the id only.
  for (const { _id } of await rows.find({ hash: { $exists: false } }).toArray())
    await rows.updateOne({ _id }, { $set: { hash: _id.slice(_id.lastIndexOf('/') + 1) } })
  return {
    note: async (merchantId: string, hash: string, upload: Upload): Promise<void> => {
      await rows.updateOne({ _id: `${merchantId}/${hash}` }, { $set: { ...upload, hash } }, { upsert: true })
    },
    forget: async (merchantId: string, hash: string): Promise<void> => {
      await rows.deleteOne({ _id: `${merchantId}/${hash}` })
    },
    /** Whether anybody, of any shop, has uploaded it. */
    isAnybodys: async (hash: string): Promise<boolean> => (await rows.findOne({ hash })) !== null,
    find: async (merchantId: string, hash: string): Promise<Upload | undefined> => {
      const row = await rows.findOne({ _id: `${merchantId}/${hash}` })
      return row ? { title: row.title, mime: row.mime, bytes: row.bytes } : undefined
    },
  }
}
