import type { Socket } from 'node:net'
import type { Reply } from '../bson/encode.ts'
import type { Parts, Session } from '../commands/command.ts'
import { dispatch } from '../commands/dispatch.ts'
import { MongoFailure } from '../errors.ts'
import { Framer, type Message, readMessage, writeReply } from './messages.ts'

/** Serves one connection: each message is run as it arrives, its reply waits until its writes are safe. */
export function serve(socket: Socket, parts: Parts, session: Session): void {
  const framer = new Framer()
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const bytes of framer.push(chunk)) handle(readMessage(bytes), socket, parts, session)
    } catch (error) {
      // what cannot be read as a message has no one to answer to
      if (!(error instanceof MongoFailure)) console.error('mongo: unreadable message', error)
      socket.destroy()
    }
  })
}

function handle(message: Message, socket: Socket, parts: Parts, session: Session): void {
  const { database } = parts.catalog
  const before = database.writes
  const reply = attempt(message, parts, session)
  const send = (error?: unknown) => {
    if (message.silent || socket.destroyed) return
    socket.write(writeReply(message, error ? failure(error) : reply))
  }
  if (database.writes === before) send()
  else database.afterCommit(send)
}

function attempt(message: Message, parts: Parts, session: Session): Reply {
  const { database } = parts.catalog
  const before = database.writes
  try {
    return dispatch(message, parts, session)
  } catch (error) {
    // anything but a refusal may have come half-way through a write
    if (!(error instanceof MongoFailure) && database.writes > before) database.rollback(error)
    return failure(error)
  }
}

function failure(error: unknown): Reply {
  if (error instanceof MongoFailure)
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...(error.extra as Reply) }
  console.error('mongo: command failed', error)
  return {
    ok: 0,
    errmsg: `internal error: ${error instanceof Error ? error.message : error}`,
    code: 1,
    codeName: 'InternalError',
  }
}
