import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server'
import { failure, toResult } from './answer.ts'
import { type Documents, listDocuments, listTemplates, readDocument } from './documents.ts'
import type { CallApi, Tool } from './tool.ts'

/** What one person's MCP server is made of. */
export interface McpServerParts {
  version: string
  /** What a model should know before it calls anything. */
  instructions: string
  /** The tools that this person may use. */
  tools: readonly Tool[]
  documents: Documents
  callApi: CallApi
}

/** An MCP server for one person: it lists their tools, and calls our API in their name. */
export function createMcpServer({ version, instructions, tools, documents, callApi }: McpServerParts): Server {
  const server = new Server(
    { name: 'madang', title: 'Madang', version },
    { instructions, capabilities: { tools: {}, resources: {} } },
  )
  const byName = new Map(tools.map((tool) => [tool.described.name, tool]))
  server.setRequestHandler('tools/list', () => ({ tools: tools.map(({ described }) => described) }))
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) => {
    const tool = byName.get(params.name)
    // The same words for one that is not there and one that this person may not use.
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${params.name.slice(0, 80)}.`)
    return callTool(tool, params.arguments ?? {}, callApi, mcpReq.signal)
  })
  server.setRequestHandler('resources/list', () => listDocuments(documents))
  server.setRequestHandler('resources/templates/list', () => listTemplates(documents))
  server.setRequestHandler('resources/read', ({ params }, { mcpReq }) =>
    readDocument(documents, params.uri, callApi, mcpReq.signal),
  )
  return server
}

async function callTool(
  tool: Tool,
  args: Record<string, unknown>,
  callApi: CallApi,
  signal: AbortSignal,
): Promise<CallToolResult> {
  let adds: Record<string, unknown> | undefined
  try {
    const { adds: known, ...request } = tool.request(args)
    adds = known
    return toResult(await callApi(request, signal), tool.personal, adds)
  } catch (error) {
    return failure(error, adds)
  }
}
