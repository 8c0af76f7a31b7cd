import { live } from './live.svelte.ts'

const PAUSE_MS = 2_000

/**
 * While a component is there, loads anew what cannot be pushed itself, soon after rows were pushed and never more often
 * than every two seconds, however many there are.
 * @param views whose rows count; all when left out
 */
export function refreshWhenPushed(refresh: () => void, views?: readonly string[]): void {
  let seen = live.taken(views)
  let timer: ReturnType<typeof setTimeout> | undefined
  $effect(() => {
    if (live.taken(views) === seen) return
    timer ??= setTimeout(() => {
      timer = undefined
      seen = live.taken(views)
      refresh()
    }, PAUSE_MS)
  })
  $effect(() => () => clearTimeout(timer))
}
