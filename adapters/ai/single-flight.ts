interface Flight {
  answer: Promise<unknown>
  waiting: number
  giveUp: AbortController
}

/** Identical work that is under way in this process is done once, for all who ask meanwhile. */
export function createFlights() {
  const flights = new Map<string, Flight>()

  function takeOff(key: string, work: (signal: AbortSignal) => Promise<unknown>): Flight {
    const giveUp = new AbortController()
    const flight: Flight = { answer: work(giveUp.signal), waiting: 0, giveUp }
    flights.set(key, flight)
    flight.answer.catch(() => {}).finally(() => forget(key, flight))
    return flight
  }

  const forget = (key: string, flight: Flight) => {
    if (flights.get(key) === flight) flights.delete(key)
  }

  return {
    /** Waits with the others, or begins. One who leaves stops nobody; the work is given up when all have left. */
    async join<T>(key: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) {
      signal.throwIfAborted()
      const under = flights.get(key)
      const flight = under ?? takeOff(key, work)
      flight.waiting += 1
      try {
        return { answer: (await unlessAborted(flight.answer, signal)) as T, first: !under }
      } finally {
        flight.waiting -= 1
        if (flight.waiting === 0) {
          forget(key, flight)
          flight.giveUp.abort()
        }
      }
    },
    /** Who asks from now on begins anew; those who wait still get what they wait for. */
    forgetAll: () => flights.clear(),
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = () => {}
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work, left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
