import { z } from 'zod'
import { personalPaths } from '../adapters/mcp/mask.ts'
import type { Tool, ToolArguments } from '../adapters/mcp/tool.ts'
import { commandInputs, kebab } from '../commands/routes.ts'
import { commandTypes } from '../domain/index.ts'
import { Rejected, type Role } from '../domain/kernel.ts'
import type { Scope } from '../domain/third-party.ts'
import { scopeOfCommand } from '../domain/third-party-rights.ts'
import { queries } from '../read-api/queries.ts'
import type { Query } from '../read-api/query.ts'
import { API_PREFIX, Common } from '../read-api/routes.ts'

type JsonSchema = { [key: string]: unknown }
type Known = NonNullable<ReturnType<(typeof commandTypes)['get']>>

/**
 * What is left to people and machines, so that a model has no more tools to choose from than it can tell apart: the
 * feed of events, and knowledge that begins with a file in a browser; a search that begins with a person's number, which
 * no model is told; and ending one's own sign-ins, the client's too, with what one lets other apps do.
 */
const LEFT_OUT = new Set([
  'ListEvents',
  'ListConversations',
  'GetConversation',
  'AddKnowledge',
  'RereadKnowledge',
  'FindEntry',
  'FindAccount',
  'SignOutEverywhere',
  'ListThirdParties',
])
/**
 * Talks with our own assistants, whose replies stream; the limits of what models may cost, and how one signs in or
 * lets apps in: no model sets those.
 */
const LEFT_OUT_AGGREGATES = new Set(['conversation', 'ai-budget', 'second-factor', 'authorization', 'password'])
/** Nobody's secret goes through a model. */
const SECRET_FIELDS = ['password']
/** Names of commands that take something away, or cannot be taken back. */
const DESTRUCTIVE = /^(Cancel|Close|TakeDown|End|Draw|Withdraw|Remove|Revoke|Erase|Refuse|Invalidate)/
const WAIT_SECONDS = 5

const IdempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,200}$/)
  .optional()
  .describe('the same key again does nothing twice; give the one of the answer to repeat a call that failed')

/**
 * The tools of a role: every query it may ask and every command it may send, but for what is left out above.
 *
 * @param scopes of a third party: what it was given; left out, it is the person who asks
 */
export function toolsFor(role: Role, scopes?: readonly Scope[]): Tool[] {
  const asked = queries
    .filter(({ name, roles }) => roles.includes(role) && !LEFT_OUT.has(name))
    .filter(({ notForThirdParties }) => !(scopes && notForThirdParties))
    .map(queryTool)
  const maySend = (type: string) => {
    const needed = scopeOfCommand(type)
    return !scopes || (needed !== undefined && scopes.includes(needed))
  }
  const sent = [...commandTypes]
    .filter(([type, { aggregate, spec }]) => spec.roles.includes(role) && isFit(type, aggregate.name) && maySend(type))
    .map(([type, known]) => commandTool(type, known, role))
  return [...asked, ...sent]
}

const isFit = (type: string, aggregate: string) =>
  !LEFT_OUT.has(type) &&
  !LEFT_OUT_AGGREGATES.has(aggregate) &&
  !SECRET_FIELDS.some((field) => field in (commandInputs.get(type)?.shape ?? {}))

function queryTool(query: Query): Tool {
  const { name, path, summary, params, querystring, body, response } = query
  const input = z.object({ ...params.shape, ...querystring.shape, ...body?.shape, ...Common.shape })
  const isAnywhere = Object.keys(params.shape).length === 0
  return {
    described: {
      name,
      title: words(name),
      description: summary,
      inputSchema: inputSchemaOf(input),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    personal: personalPaths(z.toJSONSchema(response, { io: 'output', unrepresentable: 'any' }) as JsonSchema),
    request: (args) => {
      const named = isAnywhere ? {} : params.parse(Object.fromEntries(pick(args, params.shape)))
      const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null)
      const search = new URLSearchParams(
        given
          .filter(([key]) => !(key in params.shape) && !(body && key in body.shape))
          .map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
      )
      const address = `${API_PREFIX}${filled(path, named)}${search.size > 0 ? `?${search}` : ''}`
      if (!body) return { method: 'GET', path: address }
      return { method: 'POST', path: address, body: Object.fromEntries(given.filter(([key]) => key in body.shape)) }
    },
  }
}

function commandTool(type: string, { aggregate, spec }: Known, role: Role): Tool {
  const input = commandInputs.get(type) ?? spec.schema
  // What the server fills in need not be asked for.
  const isFilled = spec.creates || (aggregate.idField === 'merchantId' && role === 'owner')
  const asked =
    isFilled && aggregate.idField in input.shape ? input.omit({ [aggregate.idField]: true } as never) : input
  const job = spec.job ? ' The work goes on after the answer: follow its jobId with GetJob.' : ''
  const destructive = DESTRUCTIVE.test(type)
  const warning = destructive ? ' It cannot be taken back: ask the person first.' : ''
  return {
    described: {
      name: type,
      title: words(type),
      description: `${spec.summary}${job}${warning}`,
      inputSchema: inputSchemaOf(z.object({ ...asked.shape, idempotencyKey: IdempotencyKey })),
      annotations: { readOnlyHint: false, destructiveHint: destructive },
    },
    personal: [],
    request: ({ idempotencyKey, ...body }) => {
      const key = IdempotencyKey.parse(idempotencyKey) ?? crypto.randomUUID()
      const headers = { 'idempotency-key': key, ...(spec.job ? { prefer: `wait=${WAIT_SECONDS}` } : {}) }
      const path = `${API_PREFIX}/commands/${kebab(type)}`
      return { method: 'POST', path, headers, body, adds: { idempotencyKey: key } }
    },
  }
}

const pick = (args: ToolArguments, shape: object) => Object.entries(args).filter(([key]) => key in shape)

/** The path with its parameters. Throws NOT_FOUND for dots, which would be another address. */
function filled(path: string, named: ToolArguments): string {
  return path.replaceAll(/:(\w+)/g, (_, name) => {
    const value = String(named[name])
    if (/^\.+$/.test(value)) throw new Rejected('NOT_FOUND', `There is no ${name} ${value}.`)
    return encodeURIComponent(value)
  })
}

/** `RequestRecommendation` → `Request recommendation`. */
const words = (name: string) => name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function inputSchemaOf(input: z.ZodObject): Tool['described']['inputSchema'] {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  return lean(schema) as Tool['described']['inputSchema']
}

/** Without the patterns that only repeat a format, and are longer than all the rest. */
function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean)
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(([key]) => !(key === 'pattern' && 'format' in value))
  return Object.fromEntries(kept.map(([key, inner]) => [key, lean(inner)]))
}
