/** An instance's clock. It runs at the real speed; where it stands can be set, for demos and tests. */
export interface Clock {
  /** ISO instant. */
  now: () => string
  /** Lets it go on from an instant, or from the real time when left out. */
  set(start?: string): void
}

/** @param start where it starts; the real time when left out */
export function createClock(start?: string): Clock {
  let offset = 0
  const set = (from?: string) => {
    offset = from === undefined ? 0 : Date.parse(from) - Date.now()
  }
  set(start)
  return { now: () => new Date(Date.now() + offset).toISOString(), set }
}

/** Sets the clock of the sandbox of the outside APIs; undefined gives it the real time again. */
export async function setSandboxClock(partnersUrl: string, now: string | undefined): Promise<void> {
  const response = await fetch(`${partnersUrl}/control/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now: now ?? null }),
  })
  if (!response.ok) throw new Error(`the sandbox would not take the time: ${await response.text()}`)
}
