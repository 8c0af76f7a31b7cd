/** Server-sent events of the API as one reads them. */
export interface EventStream {
  /** Looks now and after whatever comes, until there is something to see; throws what `late` says after the time. */
  until<T>(look: () => T | undefined, timeoutMs: number, late: () => string): Promise<T>
  close(): void
}

export interface EventStreamOptions {
  /** Told of each message. */
  take(message: string): void
  /** Told why the stream broke off, unless it was closed. */
  broke(error: unknown): void
}

/** @throws Error unless the address answers with a stream */
export async function openEventStream(
  address: string,
  token: string,
  { take, broke }: EventStreamOptions,
): Promise<EventStream> {
  const end = new AbortController()
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` }, signal: end.signal })
  if (!response.ok || !response.body) throw new Error(`${address} answered ${response.status}`)
  const looks = new Set<() => void>()
  const came = (messages: string[]) => {
    for (const message of messages) take(message)
    for (const look of looks) look()
  }
  void readMessages(response.body, came).catch((error) => end.signal.aborted || broke(error))
  return {
    until: async <T>(look: () => T | undefined, timeoutMs: number, late: () => string) => {
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const timer = setTimeout(() => reject(new Error(late())), timeoutMs)
      const lookAgain = () => {
        const seen = look()
        if (seen !== undefined) resolve(seen)
      }
      looks.add(lookAgain)
      lookAgain()
      return promise.finally(() => {
        clearTimeout(timer)
        looks.delete(lookAgain)
      })
    },
    close: () => end.abort(),
  }
}

async function readMessages(body: ReadableStream<Uint8Array>, came: (messages: string[]) => void): Promise<void> {
  let rest = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    const messages = `${rest}${chunk}`.split('\n\n')
    rest = messages.pop() ?? ''
    came(messages)
  }
}
