import process from 'node:process'

/** Where the API listens, as main.ts says; used for the server's own calls only. */
export const apiOrigin = (): string => process.env.MADANG_API_ORIGIN ?? 'http://127.0.0.1:3000'
