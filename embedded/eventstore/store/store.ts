import { Appender } from './append.ts'
import { openDatabase, type Synchronous } from './database.ts'
import { Linker } from './linker.ts'
import { Log } from './log.ts'
import { LogReader } from './reader.ts'
import { metastreamOf } from './stream-table.ts'
import { systemEvent } from './system-events.ts'
import { Writer } from './writer.ts'

/** The event store without its protocol. */
export interface Store {
  log: Log
  reader: LogReader
  writer: Writer
  appender: Appender
  /** Commits what was accepted, and closes the files. */
  close(): void
}

/** Opens the store; when this returns, every event has its links. */
export function openStore(data: string, synchronous: Synchronous): Store {
  const db = openDatabase(data, synchronous)
  const log = new Log(db)
  const reader = new LogReader(log)
  const writer = new Writer(log)
  const appender = new Appender(log)
  const linker = new Linker(log, reader, writer)
  writer.background = () => linker.step()
  writer.onReset = () => linker.reset()
  // The real server's log is never empty: clients may rely on $all having a first event.
  if (log.committed === 0)
    writer.now(() => log.write(log.streams.find(metastreamOf('$stats')), [systemEvent('$metadata', '{"$maxCount":1}')]))
  while (linker.behind) {
    linker.hurry()
    writer.now(() => {})
  }
  const close = () => {
    linker.close()
    writer.close()
    db.close()
  }
  return { log, reader, writer, appender, close }
}
