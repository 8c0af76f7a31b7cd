import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, expect, it, vi } from 'vitest'
import { type LaunchedServer, launchEmbedded } from './launch.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }
const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'madang-launch-'))
  ending.push(() => rm(path, { recursive: true }))
  return path
}

async function launch(data: string) {
  const troubles: string[] = []
  const server = await launchEmbedded('mongo', ['--data', data], (why) => troubles.push(why))
  ending.push(server.stop)
  return { server, troubles }
}

const isAlive = ({ pid }: LaunchedServer) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('starts a killed server again on the same port and data, as often as it takes', async () => {
  const { server, troubles } = await launch(await folder())
  const client = new MongoClient(`mongodb://127.0.0.1:${server.port}`)
  ending.push(() => client.close())
  const notes = client.db('launch').collection('notes')
  for (let kills = 1; kills <= 3; kills += 1) {
    await notes.insertOne({ kills })
    process.kill(server.pid, 'SIGKILL')
    await vi.waitFor(async () => expect(await notes.countDocuments()).toBe(kills), PATIENCE)
    await vi.waitFor(() => expect(troubles).toHaveLength(kills), PATIENCE)
  }
  expect(troubles[0]).toContain('the embedded mongo ended and is started again: SIGKILL')
})

it('keeps trying while its port is taken, and stops in the midst of that', async () => {
  const { server, troubles } = await launch(await folder())
  const squatter = createServer()
  const squat = () =>
    new Promise<void>((resolve, reject) => {
      // Again at each turn: it may have been quicker than we.
      if (isAlive(server)) process.kill(server.pid, 'SIGKILL')
      squatter.once('error', reject).listen(server.port, '127.0.0.1', resolve)
    })
  await vi.waitFor(squat, PATIENCE)
  ending.push(() => squatter.close())
  await vi.waitFor(() => expect(troubles.join()).toContain('EADDRINUSE'), PATIENCE)
  await server.stop()
  expect(isAlive(server)).toBe(false)
})

it('says why a server did not start, and leaves no process', async () => {
  const data = await folder()
  await launch(data)
  await expect(launch(data)).rejects.toThrow(/the embedded mongo did not start: .*in use by another server/s)
})
