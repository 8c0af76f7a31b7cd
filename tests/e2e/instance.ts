import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mainProcess } from '../main-process.ts'

/** Two in the afternoon in Korea, so that no channel keeps its quiet hours. */
export const AFTERNOON = `${new Date().toISOString().slice(0, 10)}T05:00:00.000Z`

/** An instance as its own process, on a folder of its own. */
export interface Instance {
  origin: string
  /** Address of the sandbox of the outside APIs. */
  sandbox: string
  /** Its present, ms since the epoch: its clock starts when its process does, which is any time after it was asked to. */
  now(): number
  stop(): Promise<void>
  /** Starts it again after a stop, at the same address and on the same data. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  end(): Promise<void>
}

/** @param more settings that come before those for tests */
export async function startInstance(more: Record<string, string> = {}): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), 'madang-e2e-data-'))
  const settings: Record<string, string> = {
    PORT: '0',
    MADANG_DATA: folder,
    MADANG_SEED: 'false',
    MADANG_CLOCK: AFTERNOON,
    MADANG_SANDBOX_LATENCY_MS: '60',
    MADANG_CALLS_PER_MINUTE: '100000',
    MADANG_PUBLIC_CALLS_PER_MINUTE: '100000',
    ...more,
  }
  let ahead = Date.parse(settings.MADANG_CLOCK ?? '') - Date.now()
  const main = mainProcess()
  const stop = async () => void (await main.end((child) => child.kill('SIGINT')))
  const instance: Instance = {
    origin: '',
    sandbox: '',
    now: () => Date.now() + ahead,
    stop,
    start: async () => {
      // Its clock goes on while it is down.
      settings.MADANG_CLOCK = new Date(instance.now()).toISOString()
      const ready = await main.start(settings)
      ahead = ready.ahead
      Object.assign(instance, { origin: ready.origin, sandbox: ready.sandbox })
      settings.PORT = new URL(instance.origin).port
    },
    end: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await instance.start().catch(async (error) => {
    await instance.end()
    throw error
  })
  return instance
}
