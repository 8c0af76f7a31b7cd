/** Who is let in by HTTP: everybody, until it is shut. */
export interface Door {
  isShut: () => boolean
  /** Lets nobody in until what it returns is called: what they send would bear the time of a clock that is set back. */
  shut: () => () => void
}

/** A door that is open. */
export function createDoor(): Door {
  let isShut = false
  return {
    isShut: () => isShut,
    shut: () => {
      isShut = true
      return () => {
        isShut = false
      }
    },
  }
}
