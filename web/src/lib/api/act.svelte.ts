import type { Accepted, Problem } from './answer.ts'
import { send } from './client.ts'
import { ApiProblem, problemOf } from './problem.ts'

interface Turn {
  what: string
  accepted: Promise<Accepted | undefined>
}

/**
 * One act of the user: busy while it is under way, the problem when it failed. Trying the same again after a lost
 * answer goes out under the same key, so nothing happens twice.
 */
export class Act {
  busy = $state(false)
  problem = $state<Problem>()
  #pending: { what: string; key: string } | undefined
  #last: Turn | undefined

  /**
   * What is asked meanwhile waits its turn, as of two saves under way at once the older could come last. The same
   * once more is the one that is under way.
   */
  run(name: string, command: object): Promise<Accepted | undefined> {
    const what = `${name} ${JSON.stringify(command)}`
    const before = this.#last
    if (before?.what === what) return before.accepted
    this.busy = true
    const turn: Turn = { what, accepted: Promise.resolve(before?.accepted).then(() => this.#send(what, name, command)) }
    this.#last = turn
    return turn.accepted.finally(() => {
      if (this.#last !== turn) return
      this.#last = undefined
      this.busy = false
    })
  }

  async #send(what: string, name: string, command: object): Promise<Accepted | undefined> {
    if (this.#pending?.what !== what) this.#pending = { what, key: crypto.randomUUID() }
    this.problem = undefined
    try {
      const accepted = await send(name, command, { key: this.#pending.key })
      this.#pending = undefined
      return accepted
    } catch (error) {
      const wasAnswered = error instanceof ApiProblem && error.problem.status > 0 && error.problem.status < 500
      if (wasAnswered) this.#pending = undefined
      this.problem = problemOf(error)
      return undefined
    }
  }
}
