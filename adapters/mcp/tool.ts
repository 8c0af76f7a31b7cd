import type { Tool as Described } from '@modelcontextprotocol/server'

/** One call of our HTTP API. */
export interface ApiRequest {
  method: 'GET' | 'POST'
  /** With its query string, `/api/v1/…`. */
  path: string
  headers?: Record<string, string>
  body?: unknown
}

/** What the API answered. */
export interface ApiAnswer {
  status: number
  /** Seconds to wait, where the API says so. */
  retryAfter?: string
  text: string
}

/** Calls the API as the person whose tools these are. Throws Rejected when it cannot be reached. */
export type CallApi = (request: ApiRequest, signal: AbortSignal) => Promise<ApiAnswer>

/** What a model gives a tool. */
export type ToolArguments = Record<string, unknown>

/** One query or command as a tool: how it is described, and which call of the API it stands for. */
export interface Tool {
  described: Described
  /** Throws ZodError or Rejected for arguments of which no address can be made. */
  request(args: ToolArguments): ApiRequest & { adds?: Record<string, unknown> }
  /** Where personal data is in the answer, `items[].phone`. */
  personal: readonly string[]
}
