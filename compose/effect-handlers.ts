import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { SubjectKeys } from '../adapters/event-store/personal-data.ts'
import type { SendCommand } from '../commands/handle.ts'
import { postHandlers } from '../sagas/channel-post-handlers.ts'
import { consultationHandlers } from '../sagas/consultation-handlers.ts'
import { contentHandlers } from '../sagas/content-handlers.ts'
import { erasureHandlers } from '../sagas/erasure-handlers.ts'
import { knowledgeHandlers } from '../sagas/knowledge-handlers.ts'
import { postWanted } from '../sagas/post-wanted.ts'
import { recommendationHandlers } from '../sagas/recommendation-handlers.ts'
import type { EffectHandler } from '../sagas/saga.ts'
import { commandHandler, sendAsSaga } from '../sagas/send-as-saga.ts'
import { dutyJudge } from './knowledge.ts'
import type { Outside } from './outside.ts'

export interface EffectHandlerDeps {
  outside: Outside
  streams: Pick<EventStore, 'readStream'>
  keys: SubjectKeys
  send: SendCommand
  now: () => string
}

/** Who carries out each effect of the sagas, by its type. */
export function effectHandlers(deps: EffectHandlerDeps): Readonly<Record<string, EffectHandler>> {
  const { outside, streams, keys, now } = deps
  const { ai, channels, studio, knowledge, assistants, recommender } = outside
  const send = sendAsSaga(deps.send)
  return {
    command: commandHandler(send),
    ...postHandlers({ channels, send, wanted: (effect, effectId) => postWanted(streams, effect, effectId), now }),
    ...recommendationHandlers(recommender, send),
    ...contentHandlers(studio.studio, send),
    ...knowledgeHandlers(knowledge.services, send),
    ...consultationHandlers({ store: streams, judge: dutyJudge(ai.gateway) }, send),
    ...erasureHandlers(keys, send),
    ...assistants.handlers(send, streams),
  } as unknown as Readonly<Record<string, EffectHandler>>
}
