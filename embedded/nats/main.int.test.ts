import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { connect } from 'nats'
import { expect, test } from 'vitest'

const run = (...args: string[]) => fork(join(import.meta.dirname, 'main.ts'), args, { stdio: 'ignore' })

test('runs as a process, and stops when told to', async () => {
  const child = run('--port', '0', '--token', 't', '--max-payload', '100')
  const [{ ready }] = (await once(child, 'message')) as [{ ready: number }]
  const nc = await connect({ servers: `127.0.0.1:${ready}`, token: 't', reconnect: false })
  expect(nc.info).toMatchObject({ max_payload: 100, auth_required: true })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  await nc.closed()
})

test('refuses flags that make no sense', async () => {
  expect(await once(run('--max-pending', 'lots'), 'exit')).toEqual([2, null])
})
