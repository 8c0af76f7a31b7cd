import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Order, Told } from './crowd/main.ts'

const FILE = fileURLToPath(new URL('crowd/main.ts', import.meta.url))

/** The people, in a process of their own. */
export interface Crowd {
  pid: number
  arrive(people: number, overMs: number): Promise<unknown>
  leave(people: number): Promise<unknown>
  tell(): Promise<Told>
  stop(): void
}

/** Starts it; nobody has come yet. */
export async function startCrowd(job: Omit<Extract<Order, { do: 'begin' }>, 'do'>): Promise<Crowd> {
  const child = fork(FILE, { serialization: 'advanced', execArgv: [] })
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the crowd ended with ${code}`)))
  failed.catch(() => {})
  const order = async (one: Order) => {
    const answer = Promise.race([once(child, 'message'), failed])
    child.send(one)
    return (await answer)[0] as Told
  }
  await order({ do: 'begin', ...job })
  return {
    pid: child.pid ?? -1,
    arrive: (people, overMs) => order({ do: 'arrive', people, overMs }),
    leave: (people) => order({ do: 'leave', people }),
    tell: () => order({ do: 'tell' }),
    stop: () => child.kill(),
  }
}
