import { createSubscriber } from 'svelte/reactivity'

/** The present, for screens that count: ticks once a second while someone looks. */
class Clock {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1000)
    return () => clearInterval(timer)
  })

  get now(): number {
    this.#subscribe()
    return Date.now()
  }
}

export const clock = new Clock()
