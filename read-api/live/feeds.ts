import type { Db } from 'mongodb'
import { z } from 'zod'
import type { Nats, NatsMessage } from '../../adapters/nats/connect.ts'
import { forgetLooks } from '../../projections/positions.ts'
import { subjectToken } from '../../projections/subjects.ts'
import { progressOf } from '../read-model.ts'
import { type Change, changesSince, LIVE_VIEWS } from './changes.ts'
import type { Progress, Viewer } from './viewer.ts'

export interface FeedDeps {
  db: Db
  nats: Pick<Nats, 'subscribe'>
  /** Pause between two beats, in milliseconds. */
  beatMs: number
  /** Rows that are sent to one that has fallen behind; above that it starts over. */
  maxRows: number
  onError(error: unknown): void
}

/** One NATS subscription and one timer for all viewers of a merchant in this process. */
class Feed {
  readonly viewers = new Set<Viewer>()
  readonly #deps: FeedDeps
  readonly #merchantId: string
  readonly #ended = new AbortController()
  readonly #timer: NodeJS.Timeout
  /** Everything up to here has been offered to whoever was there. */
  #swept = Number.POSITIVE_INFINITY
  #isSweeping = false

  constructor(deps: FeedDeps, merchantId: string) {
    this.#deps = deps
    this.#merchantId = merchantId
    this.#timer = setInterval(() => void this.#sweep(), deps.beatMs)
    this.#listen().catch(deps.onError)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#ended.abort()
  }

  /** A viewer has everything up to there and waits for what comes after it. */
  sweepFrom(position: number): void {
    this.#swept = Math.min(this.#swept, position)
  }

  async #listen(): Promise<void> {
    const subject = `madang.views.${subjectToken(this.#merchantId)}.>`
    for await (const message of this.#deps.nats.subscribe(subject, this.#ended.signal)) {
      const change = changeOf(message)
      if (change?.row.merchantId !== this.#merchantId) continue
      // Whoever is pushed a row and asks again must not meet an answer from before it.
      forgetLooks(this.#deps.db)
      this.#offer([change])
    }
  }

  #offer(changes: readonly Change[]): void {
    for (const viewer of this.viewers) for (const change of changes) viewer.offer(change)
  }

  /** The beat: what NATS may have lost is read from the database, which alone is the truth. */
  async #sweep(): Promise<void> {
    if (this.#isSweeping || this.#swept === Number.POSITIVE_INFINITY) return
    this.#isSweeping = true
    try {
      const progress = await progressOf(this.#deps.db, LIVE_VIEWS)
      const isComplete = progress.position <= this.#swept || (await this.#fill())
      this.#swept = progress.position
      for (const viewer of this.viewers) {
        if (isComplete) viewer.beat(progress)
        else viewer.startOver(progress)
      }
    } catch (error) {
      this.#deps.onError(error)
    } finally {
      this.#isSweeping = false
    }
  }

  async #fill(): Promise<boolean> {
    const { db, maxRows } = this.#deps
    const changes = await changesSince(db, this.#merchantId, this.#swept, maxRows)
    this.#offer(changes ?? [])
    return changes !== undefined
  }
}

const VIEW_TOKEN = 3
const PublishedRow = z.looseObject({ _id: z.string(), merchantId: z.string(), position: z.int() })

/** The row in a message; undefined for one that is none. */
function changeOf({ subject, data }: NatsMessage): Change | undefined {
  const view = LIVE_VIEWS.find((name) => name === subject.split('.')[VIEW_TOKEN])
  try {
    return view && { view, row: PublishedRow.parse(JSON.parse(data)) }
  } catch {
    return undefined
  }
}

export interface Feeds {
  /** Streams to a viewer until it goes: what it missed since `after`, then what happens. */
  follow(merchantId: string, viewer: Viewer, after: number | undefined): Promise<void>
  progress(): Promise<Progress>
}

/** The feeds of the merchants that somebody in this process is looking at. */
export function openFeeds(deps: FeedDeps): Feeds {
  const feeds = new Map<string, Feed>()
  const progress = () => progressOf(deps.db, LIVE_VIEWS)

  function leave(merchantId: string, feed: Feed, viewer: Viewer): void {
    feed.viewers.delete(viewer)
    if (feed.viewers.size > 0) return
    feed.close()
    feeds.delete(merchantId)
  }

  return {
    progress,
    follow: async (merchantId, viewer, after) => {
      const feed = feeds.get(merchantId) ?? new Feed(deps, merchantId)
      feeds.set(merchantId, feed)
      feed.viewers.add(viewer)
      try {
        const now = await progress()
        feed.sweepFrom(now.position)
        await bringUpToDate(deps, merchantId, viewer, after, now)
        await viewer.closed
      } finally {
        viewer.end()
        leave(merchantId, feed, viewer)
      }
    },
  }
}

/** `progress` was read before the rows are, so that nothing up to it can be missing. */
async function bringUpToDate(
  { db, maxRows }: FeedDeps,
  merchantId: string,
  viewer: Viewer,
  after: number | undefined,
  progress: Progress,
) {
  if (after === undefined) return viewer.catchUp([], progress)
  const changes = after <= progress.position ? await changesSince(db, merchantId, after, maxRows) : undefined
  if (changes) await viewer.catchUp(changes, progress)
  else viewer.startOver(progress)
}
