import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { encodeRecord, type Proposed, ticksOf } from '../codec/record.ts'
import { uuidKey } from '../codec/uuid.ts'
import { MIGRATIONS } from './database.ts'

/** An event of a type of its own choice. */
export const proposed = (type = 'T', data = '{}'): Proposed => ({
  id: randomUUID(),
  type: Buffer.from(type),
  contentType: Buffer.from('application/json'),
  metadata: Buffer.alloc(0),
  data: Buffer.from(data),
})

/** A row of the formats that had one an event. */
export interface OldRow {
  stream: string
  revision: number
  event: Proposed
  /** The server's own links had no key. */
  link?: boolean
}

/** Files as servers wrote them when a row held one event; gives the records in the order of $all. */
export function makeOldFiles(folder: string, format: 1 | 2 | 3, rows: OldRow[], linkedTo: number): Buffer[] {
  const db = new DatabaseSync(join(folder, 'events.db'))
  db.exec(`${MIGRATIONS.slice(0, format).join('')} PRAGMA user_version = ${format}`)
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)')
  const names = [...new Set(rows.map(({ stream }) => stream))]
  for (const [index, name] of names.entries()) db.prepare('INSERT INTO streams VALUES (?, ?)').run(name, index + 1)
  if (format >= 3) db.prepare(`UPDATE progress SET position = ? WHERE name = 'names'`).run(names.length)
  db.prepare(`INSERT INTO progress VALUES ('links', ?)`).run(linkedTo)
  const records = rows.map(({ stream, revision, event, link }, index) => {
    const created = 1_700_000_000_000 + index
    const place = { stream: Buffer.from(stream), revision, position: index + 1, ticks: ticksOf(created) }
    const record = encodeRecord(event, place)
    const key = link ? null : uuidKey(event.id)
    insert.run(index + 1, names.indexOf(stream) + 1, revision, key, created, record)
    return record
  })
  db.close()
  return records
}
