import golden from './events.golden.json' with { type: 'json' }
import { type Aggregate, type DecideContext, type DomainEvent, Rejected } from './kernel.ts'

/** When decisions are made in tests; noon in Korea. */
export const NOW = '2026-11-21T03:00:00.000Z'
const CONTEXT: DecideContext = { now: NOW, merchantId: 'm1' }

/** What a decision gave: events, or the code of the rule that said no. */
export type Outcome = DomainEvent[] | { rejected: string }
export interface Sent {
  type: string
  input: Record<string, unknown>
  context?: Partial<DecideContext>
}
type Data = Record<string, unknown>

/** An event of the golden file in its first version, with changes. */
export function past(type: keyof typeof golden, changes: Data = {}): DomainEvent<string, Data> {
  return { type, data: { ...golden[type]['1'], ...changes } }
}

/** The decision model of one aggregate in the words of its tests: `given(aggregate, events).when(command, input)`. */
export function given<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  history: readonly DomainEvent[] = [],
) {
  const state = fold(aggregate, aggregate.initial, history)
  return {
    state,
    /** @throws what is no refusal by a rule */
    when: (type: string, input: Data, context: Partial<DecideContext> = {}): Outcome =>
      decide(aggregate, state, { type, input, context }),
  }
}

/** Sends commands one after another, each of them twice, and gives what came of both tries and the state after them. */
export function play<State, Event extends DomainEvent>(aggregate: Aggregate<State, Event>, commands: readonly Sent[]) {
  let state = aggregate.initial
  const steps = commands.map((sent) => {
    const first = decide(aggregate, state, sent)
    state = fold(aggregate, state, Array.isArray(first) ? first : [])
    const again = decide(aggregate, state, sent)
    return { sent, first, again, state }
  })
  return { steps, state, events: steps.flatMap(({ first }) => (Array.isArray(first) ? first : [])) }
}

const fold = <State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  state: State,
  events: readonly DomainEvent[],
): State => events.reduce((s, event) => aggregate.evolve(s, event as Event), state)

function decide<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  state: State,
  { type, input, context }: Sent,
): Outcome {
  const command = aggregate.commands[type]
  if (!command) throw new Error(`${aggregate.name} has no command ${type}`)
  try {
    const events = command.decide(command.schema.parse(input), state, { ...CONTEXT, ...context })
    // What is stored is JSON that fits its schema; a decision that gives anything else is a mistake.
    return events.map((event) => ({
      type: event.type,
      data: aggregate.events[event.type]?.schema.parse(JSON.parse(JSON.stringify(event.data))),
    }))
  } catch (error) {
    if (error instanceof Rejected) return { rejected: error.code }
    throw error
  }
}
