import { z } from 'zod'
import type { AuditStore, EventStore } from '../adapters/event-store/event-store.ts'
import type { Actor } from '../adapters/http/auth.ts'
import type { ErrorCode } from '../adapters/http/errors.ts'
import type { Retriever } from '../adapters/knowledge/port.ts'
import type { ChannelId } from '../domain/channel.ts'
import { Rejected, type Role } from '../domain/kernel.ts'
import type { ChannelRules } from './preflight.ts'
import type { RowSource, TenantRows, ViewName } from './read-model.ts'

/** What queries work with; handed in by the composition root. */
export interface ReadDeps extends RowSource {
  store: Pick<EventStore, 'subscribeAll'> & AuditStore
  channels: ReadonlyMap<ChannelId, ChannelRules>
  retriever: Retriever
  /** Id that a person's entry in a promotion has, by the phone number (digits); nothing is opened for it. */
  entryIdOf(promotionId: string, phone: string): string
  /** Ids of the accounts that an e-mail address can have, one after another. */
  accountIdsOf(email: string): readonly string[]
  /** Origin under which the public reaches our pages, `https://…`. */
  publicOrigin(): string
  now(): string
}

/** The same, with the rows of the caller's shop. */
export type QueryDeps = ReadDeps & { rows: TenantRows }

/** One query as data: where it is, who may ask, what it takes and what it gives. */
export interface Query<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  R extends z.ZodType = z.ZodType,
  B extends z.ZodObject = z.ZodObject,
> {
  name: string
  /** Below `/api/v1`, with `:name` for parameters. */
  path: string
  roles: readonly Role[]
  /** The views it reads, whose position the answer carries. */
  views: readonly [ViewName, ...ViewName[]]
  /** It tells what concerns a person alone: third parties may ask everything else that the person may. */
  notForThirdParties?: true
  /** One sentence for the API document. */
  summary: string
  params: P
  querystring: Q
  /**
   * What belongs into no address: those stand in logs and histories (OWASP, CWE-598). A query that has it is a POST;
   * its answer is kept nowhere.
   */
  body?: B
  response: R
  /** What can go wrong beside what can go wrong with every query. */
  problems?: readonly ErrorCode[]
  /** It gives what rows of its views and the input say, whoever of the shop asks and whenever; so its answer may be kept. */
  ofRows?: true
  run(
    deps: QueryDeps,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
    actor: Actor,
  ): Promise<z.input<R>>
}

const Nothing = z.strictObject({})
type Nothing = typeof Nothing

/** Types one query by its own schemas; parameters that are left out are none. */
export function query<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  R extends z.ZodType = z.ZodType,
  B extends z.ZodObject = Nothing,
>(spec: Omit<Query<P, Q, R, B>, 'params' | 'querystring'> & { params?: P; querystring?: Q }): Query {
  return { params: Nothing, querystring: Nothing, ...spec } as unknown as Query
}

/** Owner, staff and the shop's auditor: everyone who may look at a shop's work. */
export const SHOP: readonly Role[] = ['owner', 'staff', 'auditor']
/** Only who works in the shop, because there is personal data in it. */
export const WORKERS: readonly Role[] = ['owner', 'staff']

const MAX_LIMIT = 100

/** How many rows a page has. */
export const Limit = (fallback: number, most = MAX_LIMIT) => z.coerce.number().int().min(1).max(most).default(fallback)

/** The row, or NOT_FOUND in its own words: another merchant's is answered as if it did not exist. */
export function found<T>(row: T | undefined, code: ErrorCode, message: string): T {
  if (row === undefined) throw new Rejected(code, message)
  return row
}
