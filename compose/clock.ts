/**
 * The instance's clock, as ISO instants.
 *
 * @param start the instant at which it starts, to run on from there; the real time when left out
 */
export function clockFrom(start: string | undefined): () => string {
  const offset = start === undefined ? 0 : Date.parse(start) - Date.now()
  return () => new Date(Date.now() + offset).toISOString()
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
