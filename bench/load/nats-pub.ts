import { connect } from 'nats'
import { asLoad } from '../processes.ts'

const BURST = 1_000

/** Publishes messages of 128 bytes, as fast as the server takes them. */
await asLoad(async ({ url, messages }: { url: string; messages: number }) => {
  const connection = await connect({ servers: url })
  const payload = new Uint8Array(128).fill(120)
  for (let sent = 0; sent < messages; sent += BURST) {
    for (let n = 0; n < BURST; n += 1) connection.publish('bench.one', payload)
    await connection.flush()
  }
  await connection.close()
  return { published: messages }
})
