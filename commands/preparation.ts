import type { z } from 'zod'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { Actor } from '../adapters/http/auth.ts'
import type { ChannelId, PostContent } from '../domain/channel.ts'
import type { ContentKey, KeptContent } from '../domain/creative-key.ts'
import type { Aggregate, DomainEvent } from '../domain/kernel.ts'
import type { Criteria, Plan, Trend, Usage } from '../domain/recommendation.ts'

/** A document that was uploaded, and is stored under its hash. */
export interface Upload {
  title: string
  mime: string
  bytes: number
}

/** Outcome of asking the tax office about a business. */
export type BusinessCheck = 'verified' | 'mismatch' | 'suspended' | 'closed' | 'unavailable'

/** The outside, as preparations need it; handed in by the composition root. */
export interface PrepareServices {
  verifyBusiness(business: { businessNumber: string; openedOn: string; ownerName: string }): Promise<BusinessCheck>
  /** Plans that were made for the same criteria within 24 h, by whoever paid for them. */
  cachedPlans(
    criteria: Criteria,
    merchantId: string,
  ): Promise<{ trends: Trend[]; plans: Plan[]; usage: Usage } | undefined>
  /** Model that paints backgrounds; `local` where they are drawn. */
  imageModel(): string
  /** What was made for the same facts, style and model before; undefined unless all of it is there. */
  keptContent(key: ContentKey): Promise<KeptContent | undefined>
  /** Forgets them. */
  invalidatePlans(criteria: Criteria): Promise<void>
  /** The account that an address has; when it has none that is open, the id that one would get. */
  accountOf(email: string): Promise<{ accountId: string; isTaken: boolean }>
  /** Ids of all entries of a promotion but those that were erased, once the read model has come to a position. Throws READ_MODEL_BEHIND. */
  entrantsOf(promotionId: string, position: number): Promise<string[]>
  /** Ids of a person's entries in all promotions of a shop, once the read models have come to a position. Throws READ_MODEL_BEHIND. */
  entriesOf(person: { merchantId: string; phone: string }, position: number): Promise<string[]>
  /** A document that someone of the shop uploaded; another shop's is none. */
  uploadOf(merchantId: string, hash: string): Promise<Upload | undefined>
  /** The published version of an assistant that somebody may use; undefined when there is none for them. */
  assistantVersion(actor: Actor, assistantId: string): Promise<number | undefined>
  /** 32 random bytes, hex. */
  randomSeed(): string
  /** Keyed hash for names that must not show what they are made of; hex. */
  keyedHash(purpose: string, value: string): string
  hashPassword(password: string): Promise<string>
  /** Whose an account is, and the address that signs in to it; undefined unless it is open. */
  accountById(accountId: string): Promise<{ merchantId: string; email: string } | undefined>
  /** Whether it is the password of that account, also one that was changed a moment ago. */
  isPassword(accountId: string, password: string): Promise<boolean>
  /** Why a channel would refuse the content; empty when it would not. */
  preflight(channel: ChannelId, content: PostContent): { code: string }[]
  /** Origin under which the public reaches our pages, `https://…`. */
  publicOrigin(): string
}

/** What a preparation may look at. */
export interface PrepareContext {
  /** Streams as they are, with everything that was acknowledged anywhere. */
  store: Pick<EventStore, 'readStream'>
  services: PrepareServices
  actor: Actor
  now: string
}

/** Turns what a caller sends into what the decision needs, where the two differ. */
export interface Preparation<S extends z.ZodObject = z.ZodObject> {
  /** What the caller sends. */
  input: S
  /** The aggregate's id, where it is made of what the caller sends. A repeat is then answered before anything is looked up. */
  idOf?(input: z.infer<S>, services: PrepareServices): string | Promise<string>
  /** Fields of what is prepared that the first answer alone has: they are recorded nowhere, or sealed. */
  tells?: readonly string[]
  /** How often a minute one caller may try it, where that is less than anything else: it proves something secret. */
  triesPerMinute?: number
  prepare(input: z.infer<S>, context: PrepareContext): Promise<Record<string, unknown>>
}

/** Types one preparation by its own input schema. */
export const preparation = <S extends z.ZodObject>(spec: Preparation<S>): Preparation => spec as unknown as Preparation

/** What a stream's events add up to. */
export const foldState = <State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  events: readonly DomainEvent[],
): State => events.reduce((state, event) => aggregate.evolve(state, event as Event), aggregate.initial)

/** An aggregate's state as it is in the store now. */
export async function loadState<State, Event extends DomainEvent>(
  store: Pick<EventStore, 'readStream'>,
  aggregate: Aggregate<State, Event>,
  id: string,
): Promise<State> {
  const { events } = await store.readStream(`${aggregate.name}-${id}`)
  return foldState(aggregate, events)
}
