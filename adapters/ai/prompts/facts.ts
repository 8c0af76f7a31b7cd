import type { Criteria } from '../../../domain/recommendation.ts'
import { knownFacts } from '../offline/known-facts.ts'
import type { AiContext } from '../port.ts'

/** What we know for sure, as lines for a prompt: models get Korean lunar dates wrong. */
export const factLines = (criteria: Criteria, context: AiContext): string =>
  knownFacts(criteria, context)
    .map(({ topic, finding, source }) => `- ${topic}: ${finding} (${source})`)
    .join('\n')

/** Past results by channel as lines, or what to say when there are none. */
export const resultLines = ({ pastResults }: AiContext, none: string): string =>
  pastResults.length === 0 ? none : pastResults.map((one) => `- ${JSON.stringify(one)}`).join('\n')
