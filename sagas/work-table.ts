import type { AnyBulkWriteOperation, Collection } from 'mongodb'
import { createTurns } from './turns.ts'
import { type WorkRow, type workChange, workWrite } from './work.ts'

const CHECKPOINT = 'open_work'
const FLUSH_MS = 200

/** Writes the table of open work and how far the log has been read, a little behind: a crash reads that part again. */
export interface WorkTable {
  /** The saved position, -1 at first; forgets what was not saved. */
  load(): Promise<number>
  note(change: ReturnType<typeof workChange>): void
  /** Everything up to this position is done with; it is saved after the changes noted before. */
  reached(position: number): void
  save(): Promise<void>
  /** Saves every now and then until the signal aborts, so that nothing waits for the next event. */
  keepSaving(signal: AbortSignal, onError: (error: unknown) => void): void
}

type Checkpoints = Collection<{ _id: string; position: number }>

/** @param rows the table; @param checkpoints where the position is kept */
export function createWorkTable(rows: Collection<WorkRow>, checkpoints: Checkpoints): WorkTable {
  let changes: AnyBulkWriteOperation<WorkRow>[] = []
  let position = -1
  let saved = -1
  const write = async () => {
    if (position === saved && changes.length === 0) return
    const [batch, upTo] = [changes, position]
    changes = []
    try {
      if (batch.length > 0) await rows.bulkWrite(batch, { ordered: true })
      await checkpoints.updateOne({ _id: CHECKPOINT }, { $set: { position: upTo } }, { upsert: true })
      saved = upTo
    } catch (error) {
      changes = [...batch, ...changes]
      throw error
    }
  }
  const read = async () => {
    changes = []
    saved = (await checkpoints.findOne({ _id: CHECKPOINT }))?.position ?? -1
    position = saved
    return saved
  }
  // In turn: a save in the midst of a load would write a position without its changes.
  const inTurn = createTurns()
  const save = () => inTurn(CHECKPOINT, write)
  return {
    load: () => inTurn(CHECKPOINT, read),
    note: (change) => void changes.push(...workWrite(change)),
    reached: (at) => {
      position = at
    },
    save,
    keepSaving: (signal, onError) => {
      const timer = setInterval(() => void save().catch(onError), FLUSH_MS)
      signal.addEventListener('abort', () => clearInterval(timer))
    },
  }
}
