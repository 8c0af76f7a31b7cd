import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'
import type { Saga } from '../sagas/saga.ts'

const DELAYED = /^xstate\.after\.(.+?)\./
const nameOf = ({ path }: AnyStateNode) => path.join('_')

/** What leads over an arrow: an event's name, a time, or nothing where it is decided at once. */
function causeOf({ eventType }: AnyTransitionDefinition): string {
  const delay = DELAYED.exec(eventType)?.[1]
  if (!delay) return eventType
  return /^\d+$/.test(delay) ? `after ${Number(delay) / 1000} s` : `after ${delay}`
}

/** Every arrow that leaves a state, once however many guards decide on it; from the machine itself when that holds in each of its states. */
function arrowsOf(node: AnyStateNode): string[] {
  const own = [...node.transitions.values(), node.always ?? []].flat()
  const from = node.parent ? nameOf(node) : 'any_state'
  const arrows = own.flatMap((transition) =>
    (transition.target ?? []).map((target) => {
      const cause = causeOf(transition)
      return `${from} --> ${nameOf(target)}${cause ? `: ${cause}` : ''}`
    }),
  )
  return [...new Set(arrows)]
}

function linesOf(node: AnyStateNode): string[] {
  const { initial, states, type } = node
  const within = Object.values(states).flatMap(linesOf)
  const begin = type === 'compound' ? initial.target.map((target) => `[*] --> ${nameOf(target)}`) : []
  const ends = type === 'final' ? [`${nameOf(node)} --> [*]`] : []
  if (!node.parent) return [...begin, ...within, ...arrowsOf(node)]
  if (within.length === 0) return [nameOf(node), ...arrowsOf(node), ...ends]
  return [`state ${nameOf(node)} {`, ...begin, ...within, '}', ...arrowsOf(node)]
}

/** A saga's machine as a Mermaid state diagram. */
export const sagaDiagram = ({ machine }: Saga): string => ['stateDiagram-v2', ...linesOf(machine.root)].join('\n')
