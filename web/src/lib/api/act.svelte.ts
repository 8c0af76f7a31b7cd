import type { Accepted, Problem } from './answer.ts'
import { send } from './client.ts'
import { ApiProblem, problemOf } from './problem.ts'

/**
 * One act of the user: busy while it is under way, the problem when it failed. Trying the same again after a lost
 * answer goes out under the same key, so nothing happens twice.
 */
export class Act {
  busy = $state(false)
  problem = $state<Problem>()
  #pending: { what: string; key: string } | undefined

  async run(name: string, command: object, wait?: number): Promise<Accepted | undefined> {
    const what = `${name} ${JSON.stringify(command)}`
    if (this.#pending?.what !== what) this.#pending = { what, key: crypto.randomUUID() }
    this.busy = true
    this.problem = undefined
    try {
      const accepted = await send(name, command, { key: this.#pending.key, ...(wait ? { wait } : {}) })
      this.#pending = undefined
      return accepted
    } catch (error) {
      const wasAnswered = error instanceof ApiProblem && error.problem.status > 0 && error.problem.status < 500
      if (wasAnswered) this.#pending = undefined
      this.problem = problemOf(error)
      return undefined
    } finally {
      this.busy = false
    }
  }
}
