import type { Settings } from './settings.ts'

type Bounds = Pick<Settings, 'checkpointAfter' | 'minCheckpointCount' | 'maxCheckpointCount'>

/** How far a group has come: everything before the first message that is still open. Decides when to write that down. */
export class Progress {
  /** The last place that was looked at. */
  reached: number
  /** What was written down; undefined while nothing was. */
  saved: number | undefined
  /** In the order in which they were read. */
  readonly #open = new Set<number>()
  readonly #bounds: Bounds
  readonly #write: (place: number) => void
  #since = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(start: number, saved: number | undefined, bounds: Bounds, write: (place: number) => void) {
    this.reached = saved ?? start
    this.saved = saved
    this.#bounds = bounds
    this.#write = write
  }

  open(place: number): void {
    this.#open.add(place)
  }

  settle(place: number): void {
    this.#open.delete(place)
    this.#since++
    if (this.#closed) return
    const { checkpointAfter, minCheckpointCount, maxCheckpointCount } = this.#bounds
    if (maxCheckpointCount > 0 && this.#since >= maxCheckpointCount) this.save()
    else
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined
        if (this.#since >= minCheckpointCount) this.save()
      }, checkpointAfter)
  }

  /** The place up to which everything is done. */
  get done(): number {
    const [first] = this.#open
    return first === undefined ? this.reached : first - 1
  }

  save(): void {
    this.#since = 0
    if (this.done === this.saved) return
    this.saved = this.done
    this.#write(this.done)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }
}
