import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

const MCP = fileURLToPath(new URL('../mcp.ts', import.meta.url))

/** The ways to reach the MCP server: HTTP as clients spoke it in 2025 and as they speak it since 2026, and stdio. */
export const WAYS = ['http of 2025', 'http of 2026', 'stdio'] as const
export type Way = (typeof WAYS)[number]

/** What a tool gave. */
export interface Given {
  isError: boolean
  // biome-ignore lint/suspicious/noExplicitAny: read as a model reads it
  data: any
  text: string
}

/** A connected client with the ways of a test. */
export interface Connected {
  client: Client
  names(): Promise<string[]>
  call(name: string, args?: Record<string, unknown>): Promise<Given>
  close(): Promise<void>
}

/** Connects the official client. */
export async function connect(way: Way, origin: string, token: string): Promise<Connected> {
  const mode = way === 'http of 2025' ? 'legacy' : 'auto'
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(way === 'stdio' ? overStdio(origin, token) : overHttp(origin, token))
  return {
    client,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}) => {
      const { isError, structuredContent, content } = await client.callTool({ name, arguments: args })
      const [first] = content
      return { isError: isError === true, data: structuredContent, text: first?.type === 'text' ? first.text : '' }
    },
    close: () => client.close(),
  }
}

const overHttp = (origin: string, token: string) =>
  new StreamableHTTPClientTransport(new URL('/mcp', origin), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })

const overStdio = (origin: string, token: string) =>
  new StdioClientTransport({
    command: process.execPath,
    args: [MCP],
    env: { MADANG_URL: origin, MADANG_TOKEN: token },
    stderr: 'inherit',
  })
