import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'
import { remoteApi } from './adapters/mcp/remote-api.ts'
import { mcpServerOf } from './compose/mcp.ts'
import { toolsFor } from './compose/mcp-tools.ts'

const HELP = `The MCP server of Madang over standard input and output, for MCP clients that start their servers themselves.

  MADANG_URL      where Madang runs (http://127.0.0.1:3000 when left out)
  MADANG_TOKEN    the token of the person in whose name it acts: POST /api/v1/sign-in gives one

  npm run --silent mcp

docs/mcp.md says how to connect a client. Clients that speak HTTP need none of this: Madang serves MCP at /mcp.`

const Settings = z.object({
  MADANG_URL: z.url({ protocol: /^https?$/, error: 'MADANG_URL is no http address' }).default('http://127.0.0.1:3000'),
  MADANG_TOKEN: z.string({ error: 'MADANG_TOKEN is not set' }).regex(/^[\w.-]+$/, 'MADANG_TOKEN is no token'),
})
const Me = z.object({ role: z.enum(['owner', 'staff', 'auditor', 'operator']) })

if (process.argv.includes('--help')) {
  console.log(HELP)
  process.exit(0)
}

try {
  const settings = Settings.safeParse(process.env)
  if (!settings.success)
    throw new Error(`${settings.error.issues.map(({ message }) => message).join('; ')}. See --help.`)
  const { MADANG_URL, MADANG_TOKEN } = settings.data
  const callApi = remoteApi(new URL(MADANG_URL).origin, MADANG_TOKEN)
  const me = await callApi({ method: 'GET', path: '/api/v1/me' }, new AbortController().signal)
  if (me.status !== 200) throw new Error(`Madang answered ${me.status}: ${me.text.slice(0, 500)}`)
  const tools = toolsFor(Me.parse(JSON.parse(me.text)).role)
  // Standard output belongs to the protocol.
  serveStdio(() => mcpServerOf(tools, callApi), { onerror: (error) => console.error(error.message) })
} catch (error) {
  console.error(`The MCP server cannot start: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
