import { z } from 'zod'
import type { ErrorCode } from '../../adapters/http/errors.ts'
import type { Aggregate, CommandSpec } from '../../domain/kernel.ts'
import type { Scope } from '../../domain/third-party.ts'
import { scopeOfCommand } from '../../domain/third-party-rights.ts'
import { Job } from '../answers/jobs.ts'
import { LiveHeaders, LiveQuery } from '../live.ts'
import { type Query, SHOP } from '../query.ts'
import { Common } from '../routes.ts'
import type { Components, JsonSchema } from './components.ts'
import { exampleOf } from './examples.ts'
import { CHANGING, problemResponses, problemsOfCommand, problemsOfQuery } from './problems.ts'

/** What every command answers. */
export const CommandAnswer = z
  .object({
    id: z.string().describe('id of what was changed or made'),
    revision: z.int(),
    position: z.int().describe('`min-position` for a query that is to show it'),
    repeated: z.boolean().describe('true when the same thing had been done before, and nothing was added'),
    events: z.array(z.string()).describe('types of the recorded events'),
    verification: z
      .enum(['verified', 'awaiting-confirmation'])
      .exactOptional()
      .describe('of a registration: whether the tax office confirmed the number'),
    secret: z
      .string()
      .exactOptional()
      .describe('of BeginSecondFactor: base32, for an app that takes no QR code')
      .meta({ examples: ['JBSWY3DPEHPK3PXP'] }),
    address: z
      .string()
      .exactOptional()
      .describe(
        'of BeginSecondFactor: `otpauth:` address, for a QR code; of OfferPasswordReset: the page that sets a new password',
      )
      .meta({ examples: ['otpauth://totp/Madang:Kim?issuer=Madang&secret=JBSWY3DPEHPK3PXP'] }),
    expiresAt: z.iso.datetime().exactOptional().describe('of OfferPasswordReset: until when its link is good'),
    recoveryCodes: z
      .array(z.string())
      .exactOptional()
      .describe('of ConfirmSecondFactor and RenewRecoveryCodes: each is good once, in the place of an app’s code')
      .meta({ examples: [['48213 90765']] }),
  })
  .meta({ id: 'CommandAnswer' })
const JobBegun = CommandAnswer.extend({ jobId: z.string().describe('for `/jobs/{id}`') }).meta({ id: 'JobBegun' })
const JobDone = JobBegun.extend({ job: Job }).meta({ id: 'JobDone' })

/**
 * Who has to be signed in for a call of these roles.
 *
 * @param scope with which a third party may make it for them
 */
export function signedIn(roles: readonly string[], scope?: Scope) {
  if (roles.includes('public')) return { security: [] }
  return { security: [{ bearer: [] }, { session: [] }, ...(scope ? [{ oauth: [scope] }] : [])] }
}
/** The roles that may call, as a sentence. */
export const rolesOf = (roles: readonly string[]) => `Roles: ${roles.filter((role) => role !== 'system').join(', ')}.`

/** A JSON body with an example. */
export const jsonContent = (schema: JsonSchema, components: Components): JsonSchema => ({
  'application/json': { schema, example: exampleOf(schema, components) },
})

/** A JSON body that has to be sent. */
export const requestBody = (body: z.ZodObject, components: Components): JsonSchema => ({
  required: true,
  content: jsonContent(components.schemaOf(body, 'input'), components),
})

/** One parameter for each field of an object schema. */
export function parametersOf(
  place: 'path' | 'query' | 'header',
  schema: z.ZodObject,
  components: Components,
): JsonSchema[] {
  const { properties, required } = components.schemaOf(schema, 'input')
  return Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(([name, { description, ...inner }]) => ({
    name: place === 'header' ? name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()) : name,
    in: place,
    required: place === 'path' || ((required ?? []) as string[]).includes(name),
    schema: inner,
    ...(description ? { description } : {}),
    ...(place === 'path' ? { example: exampleOf(inner, components, name) } : {}),
  }))
}

const IDEMPOTENCY: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  description:
    'Any text of your own. The same key of the same caller for the same command is carried out once; send it again after an outage. Left out, every call is a new one.',
  example: '4b1f2c9a-launch-1',
}
const PREFER: JsonSchema = {
  name: 'Prefer',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: '`wait=<seconds>` (RFC 7240): answers 200 with the job when it is done in time, else 202.',
  example: 'wait=2',
}

/** What the server fills in may be left out. */
function bodyOf(
  input: z.ZodObject,
  aggregate: Aggregate,
  { creates, roles }: CommandSpec<unknown, never>,
): z.ZodObject {
  const isFilled = creates || (aggregate.idField === 'merchantId' && roles.includes('owner'))
  return isFilled && aggregate.idField in input.shape ? input.partial({ [aggregate.idField]: true } as never) : input
}

export function commandOperation(
  type: string,
  aggregate: Aggregate,
  spec: CommandSpec<unknown, never>,
  input: z.ZodObject,
  components: Components,
): JsonSchema {
  const { summary, roles, job, creates } = spec
  const content = (schema: z.ZodObject) => jsonContent(components.schemaOf(schema, 'output'), components)
  return {
    operationId: type,
    tags: ['commands'],
    summary,
    description: rolesOf(roles),
    ...signedIn(roles, scopeOfCommand(type)),
    parameters: job ? [IDEMPOTENCY, PREFER] : [IDEMPOTENCY],
    requestBody: requestBody(bodyOf(input, aggregate, spec), components),
    responses: {
      ...(job ? { 200: { description: 'Done within the time that `Prefer` gave.', content: content(JobDone) } } : {}),
      202: { description: 'Recorded.', content: content(job ? JobBegun : CommandAnswer) },
      ...problemResponses(problemsOfCommand(type, roles.includes('public'), creates ? aggregate.name : undefined)),
    },
  }
}

const PROGRESS_HEADERS = {
  'Madang-Position': { schema: { type: 'integer' }, description: 'how far the read model was' },
  'Madang-As-Of': { schema: { type: 'string', format: 'date-time' }, description: 'as of when the answer is' },
}
const TAG_HEADER = { ETag: { schema: { type: 'string' }, description: 'for `If-None-Match`' } }

export function queryOperation(query: Query, components: Components): JsonSchema {
  const { name, roles, summary, params, querystring, body, response, notForThirdParties, problems = [] } = query
  // An id that is longer than any the router takes.
  const named = Object.keys(params.shape).length > 0
  return {
    operationId: name,
    tags: ['queries'],
    summary,
    description: rolesOf(roles),
    ...signedIn(roles, notForThirdParties ? undefined : 'read'),
    parameters: [
      ...parametersOf('path', params, components),
      ...parametersOf('query', querystring, components),
      ...parametersOf('query', Common, components),
    ],
    ...(body ? { requestBody: requestBody(body, components) } : {}),
    responses: {
      200: {
        description: 'The answer.',
        headers: body ? PROGRESS_HEADERS : { ...PROGRESS_HEADERS, ...TAG_HEADER },
        content: jsonContent(components.schemaOf(response, 'output'), components),
      },
      ...(body ? {} : { 304: { description: 'Nothing has changed since the answer of that `If-None-Match`.' } }),
      ...problemResponses([
        ...problemsOfQuery(named ? [...problems, 'NOT_FOUND'] : problems, roles.includes('public')),
        ...(body ? CHANGING : []),
      ]),
    },
  }
}

const LIVE = `Server-Sent Events. \`event: row\` brings \`{view, id, row}\`, the row as it is now; \`event: beat\` brings
\`{position, asOf}\` about every 15 s; \`event: reset\` says that more was missed than can be sent: load the screen again.
The \`id\` of a message is the position up to which everything has been sent, the row's own is in \`row.position\`.
Come back with it as \`Last-Event-ID\`, as EventSource does by itself, and what was missed is sent first; a row may come twice.`

/** The answer of a call that is a stream of server-sent events. */
export const eventStream = (description: string, example: string): JsonSchema => ({
  200: { description, content: { 'text/event-stream': { schema: { type: 'string' }, example } } },
})

export function liveOperation(components: Components): JsonSchema {
  const codes: readonly ErrorCode[] = problemsOfQuery([], false).filter((code) => code !== 'READ_MODEL_BEHIND')
  return {
    operationId: 'FollowLive',
    tags: ['queries'],
    summary: 'Rows of the shop as they change.',
    description: `${LIVE}\n\n${rolesOf(SHOP)}`,
    ...signedIn(SHOP, 'read'),
    parameters: [...parametersOf('query', LiveQuery, components), ...parametersOf('header', LiveHeaders, components)],
    responses: {
      ...eventStream(
        'The stream; it stays open.',
        'event: beat\nid: 4711\ndata: {"position":4711,"asOf":"2026-11-21T03:00:00.000Z"}\n\n',
      ),
      ...problemResponses(codes),
    },
  }
}
