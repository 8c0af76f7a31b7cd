import { connect } from 'nats'
import { asLoad } from '../processes.ts'

/** Counts messages; says so first, and answers with the seconds from the first to the last. */
await asLoad(async ({ url, messages }: { url: string; messages: number }) => {
  const connection = await connect({ servers: url })
  const { promise, resolve } = Promise.withResolvers<number>()
  let received = 0
  let began = 0
  connection.subscribe('bench.one', {
    callback: () => {
      if (received === 0) began = performance.now()
      received += 1
      if (received === messages) resolve((performance.now() - began) / 1000)
    },
  })
  await connection.flush()
  process.send?.({ ready: true })
  const seconds = await promise
  await connection.close()
  return { seconds }
})
