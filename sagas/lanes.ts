/** What an event asks of one instance; work in the same lane is done in the order in which it was taken. */
export interface Job {
  lane: string
  run(): Promise<void>
}

/** Work of a log: each lane strictly in order, different lanes side by side. */
export interface Lanes {
  /** Takes on what the event at a position asks for, if anything; positions ascend. Resolves once there is room for the next. */
  take(position: number, jobs: readonly Job[]): Promise<void>
  /** Resolves once nothing runs any more. */
  settled(): Promise<void>
}

export interface LanesOptions {
  /** How many events may be under way. */
  atOnce: number
  /** Told, ascending, every position up to which everything is finished. */
  finished(position: number): void
  /** Told what failed. The lane does nothing after that, and no position from there on is finished. */
  failed(error: unknown): void
}

/** @returns lanes that are empty; after a failure they are thrown away, and the log is read again */
export function createLanes({ atOnce, finished, failed }: LanesOptions): Lanes {
  const last = new Map<string, Promise<void>>()
  /** Events that are under way, or behind one that is. */
  const open: { position: number; isDone: boolean }[] = []
  let underWay = 0
  let makeRoom = () => {}

  const enqueue = ({ lane, run }: Job): Promise<void> => {
    // What failed fails all that is behind it, so that nothing overtakes it.
    const turn = (last.get(lane) ?? Promise.resolve()).then(run)
    last.set(lane, turn)
    const leave = () => void (last.get(lane) === turn && last.delete(lane))
    turn.then(leave, failed)
    return turn
  }
  const sweep = () => {
    while (open[0]?.isDone) finished((open.shift() as { position: number }).position)
  }
  const carryOut = async (event: { isDone: boolean }, jobs: readonly Job[]) => {
    underWay += 1
    event.isDone = (await Promise.allSettled(jobs.map(enqueue))).every(({ status }) => status === 'fulfilled')
    underWay -= 1
    sweep()
    makeRoom()
  }

  return {
    take: async (position, jobs) => {
      const event = { position, isDone: jobs.length === 0 }
      open.push(event)
      if (event.isDone) return sweep()
      void carryOut(event, jobs)
      while (underWay >= atOnce)
        await new Promise<void>((resolve) => {
          makeRoom = resolve
        })
    },
    settled: () => Promise.allSettled(last.values()).then(() => {}),
  }
}
