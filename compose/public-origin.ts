import type { Config } from '../adapters/config/config.ts'

/** Where the public reaches our pages: as configured, or where we listen. */
export interface PublicOrigin {
  publicOrigin: () => string
  /** Tells where we listen. */
  listensAt: (origin: string) => void
}

/** @param config without a public origin, it is where we listen, once that is known */
export function openPublicOrigin({ publicOrigin, host, port }: Config): PublicOrigin {
  let listening = `http://${host}:${port}`
  return {
    publicOrigin: () => publicOrigin ?? listening,
    listensAt: (origin) => {
      listening = origin
      // The server side of the pages reads it from there: it is built apart from us.
      process.env.MADANG_API_ORIGIN = origin
    },
  }
}
