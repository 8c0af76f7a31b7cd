import type { ErrorCode } from '../../adapters/http/errors.ts'
import { ConversationLiveHeaders, ConversationLiveParams, ConversationLiveQuery } from '../conversation-live.ts'
import { WORKERS } from '../query.ts'
import type { Components, JsonSchema } from './components.ts'
import { eventStream, parametersOf, rolesOf, signedIn } from './operations.ts'
import { problemResponses, problemsOfQuery } from './problems.ts'

const ABOUT = `Server-Sent Events. \`event: piece\` brings a piece of a reply, \`{replyId, turn, n, kind}\`: \`text\` to be put
behind what was said, \`step\` with what the assistant is busy with, \`end\` with sources and how it ended; \`event: beat\`
comes every few seconds; \`event: reset\` says that what lies between can no longer be sent: ask for the conversation again.
Pieces come in order and without gaps. Come back with the last \`id\` as \`Last-Event-ID\`, and it goes on behind it.`

/** The live stream of one conversation. */
export function conversationLiveOperation(components: Components): JsonSchema {
  const codes: readonly ErrorCode[] = problemsOfQuery(['CONVERSATION_NOT_FOUND', 'NOT_FOUND'], false)
  return {
    operationId: 'FollowConversation',
    tags: ['queries'],
    summary: "Replies in one of the caller's own conversations, as they are said.",
    description: `${ABOUT}\n\n${rolesOf(WORKERS)}`,
    ...signedIn(WORKERS),
    parameters: [
      ...parametersOf('path', ConversationLiveParams, components),
      ...parametersOf('query', ConversationLiveQuery, components),
      ...parametersOf('header', ConversationLiveHeaders, components),
    ],
    responses: {
      ...eventStream(
        'The stream; it stays open.',
        'event: piece\nid: 100003\ndata: {"replyId":"cv-1a2b_r1","turn":1,"n":3,"kind":"text","text":"12명"}\n\n',
      ),
      ...problemResponses(codes.filter((code) => code !== 'READ_MODEL_BEHIND')),
    },
  }
}
