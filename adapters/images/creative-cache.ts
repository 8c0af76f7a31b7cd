import { createHash } from 'node:crypto'
import type { Collection } from 'mongodb'
import type { Background, Lineage } from '../../domain/content-events.ts'
import type { ContentFacts, MediaFile, Piece, Style } from '../../domain/creative.ts'
import type { ContentKey, KeptContent } from '../../domain/creative-key.ts'

/** Raise it when the drawings change: what was kept of the old ones is then made anew. */
const DRAWINGS = 1

export interface KeptRow {
  _id: string
  at: Date
  made?: { file: MediaFile; lineage: Lineage }
  background?: Background
}

/** Files by what they were made of; the files themselves are in the storage. */
export interface CreativeCache {
  /** All that the key asks for, or undefined when any of it is missing. */
  whole(key: ContentKey): Promise<KeptContent | undefined>
  creative(key: CreativeKey): Promise<{ file: MediaFile; lineage: Lineage } | undefined>
  keepCreative(key: CreativeKey, made: { file: MediaFile; lineage: Lineage }): Promise<void>
  background(key: BackgroundKey): Promise<Background | undefined>
  keepBackground(key: BackgroundKey, background: Background): Promise<void>
}

export interface CreativeKey {
  facts: ContentFacts
  style: Style
  model: string
  piece: Piece
}
export interface BackgroundKey {
  facts: ContentFacts
  style: Style
  model: string
}

const nameOf = (kind: string, { facts, style, model }: BackgroundKey, piece = ''): string => {
  const sorted = Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([DRAWINGS, kind, sorted, style, model, piece]))
    .digest('hex')
}
const creativeName = (key: CreativeKey) => nameOf('creative', key, key.piece)
const backgroundName = (key: BackgroundKey) => nameOf('background', key)

/** @param collection of kept rows; anything in it can be deleted at any time */
export function creativeCache(collection: Collection<KeptRow>): CreativeCache {
  const find = async (name: string) => (await collection.findOne({ _id: name })) ?? undefined
  const keep = async (name: string, row: Omit<KeptRow, '_id' | 'at'>) => {
    await collection.updateOne({ _id: name }, { $set: { ...row, at: new Date() } }, { upsert: true })
  }
  return {
    creative: async (key) => (await find(creativeName(key)))?.made,
    keepCreative: (key, made) => keep(creativeName(key), { made }),
    background: async (key) => (await find(backgroundName(key)))?.background,
    keepBackground: (key, background) => keep(backgroundName(key), { background }),
    whole: async ({ pieces, ...key }) => {
      const names = new Map(pieces.map((piece) => [creativeName({ ...key, piece }), piece]))
      const ids = [...names.keys(), ...(key.model === 'local' ? [] : [backgroundName(key)])]
      const rows = await collection.find({ _id: { $in: ids } }).toArray()
      if (rows.length < ids.length) return undefined
      const made = rows.flatMap((row) => {
        const piece = names.get(row._id)
        return piece && row.made ? [{ piece, file: row.made.file, lineage: { ...row.made.lineage, kept: true } }] : []
      })
      const background = rows.find((row) => row.background)?.background
      return { made, ...(background ? { background } : {}) }
    },
  }
}
