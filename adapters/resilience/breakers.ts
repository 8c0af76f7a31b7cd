import { type BreakerState, createGuard, type Guard, type GuardOptions } from './guard.ts'

export type Breakers = ReturnType<typeof createBreakers>

/** All guards of one process, for health and metrics: who is open, and who changed. */
export function createBreakers() {
  const guards = new Map<string, Guard>()
  const listeners = new Set<(id: string, state: BreakerState) => void>()
  return {
    /** Builds and registers the guard of one outside API. */
    guard(id: string, options?: GuardOptions): Guard {
      if (guards.has(id)) throw new Error(`there is a guard for ${id} already`)
      const guard = createGuard(id, options, (state) => {
        for (const listener of listeners) listener(id, state)
      })
      guards.set(id, guard)
      return guard
    },
    state(id: string): BreakerState {
      const guard = guards.get(id)
      if (!guard) throw new Error(`there is no guard for ${id}`)
      return guard.state()
    },
    states: (): Record<string, BreakerState> =>
      Object.fromEntries([...guards].map(([id, guard]) => [id, guard.state()])),
    /** Tells of every change; the answer stops it. */
    onChange(listener: (id: string, state: BreakerState) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
