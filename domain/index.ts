import { account } from './account.ts'
import { aiBudget } from './ai-budget.ts'
import { assistant } from './assistant.ts'
import { authorization } from './authorization.ts'
import { cachedRecommendation } from './cached-recommendation.ts'
import { consultation } from './consultation.ts'
import { content } from './content.ts'
import { conversation } from './conversation.ts'
import { distribution } from './distribution.ts'
import { draw } from './draw.ts'
import { entry } from './entry.ts'
import type { Aggregate, CommandSpec, EventSpec } from './kernel.ts'
import { merchant } from './merchant.ts'
import { modelCall } from './model-call.ts'
import { password } from './password.ts'
import { promotion } from './promotion.ts'
import { recommendation } from './recommendation.ts'
import { secondFactor } from './second-factor.ts'
import { thirdParty } from './third-party.ts'

/** Every aggregate; a new one is a file, its test, and a line here. */
export const aggregates = [
  merchant,
  account,
  secondFactor,
  password,
  thirdParty,
  authorization,
  promotion,
  recommendation,
  cachedRecommendation,
  content,
  distribution,
  conversation,
  entry,
  draw,
  assistant,
  consultation,
  modelCall,
  aiBudget,
] as unknown as readonly Aggregate[]

/** Which aggregate owns each event type, with the type's spec. */
export const eventTypes: ReadonlyMap<string, { aggregate: Aggregate; spec: EventSpec }> = new Map(
  aggregates.flatMap((aggregate) =>
    Object.entries(aggregate.events).map(([type, spec]) => [type, { aggregate, spec }] as const),
  ),
)

/** Which aggregate decides each command type, with the command's spec. */
export const commandTypes: ReadonlyMap<string, { aggregate: Aggregate; spec: CommandSpec<unknown, never> }> = new Map(
  aggregates.flatMap((aggregate) =>
    Object.entries(aggregate.commands).map(
      ([type, spec]) => [type, { aggregate, spec: spec as CommandSpec<unknown, never> }] as const,
    ),
  ),
)
