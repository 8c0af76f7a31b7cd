import type { ErrorCode } from '../../adapters/http/errors.ts'
import { Common } from '../routes.ts'
import { TRY_ROLES, TryBody, TryParams } from '../try-assistant.ts'
import type { Components, JsonSchema } from './components.ts'
import { eventStream, parametersOf, requestBody, rolesOf, signedIn } from './operations.ts'
import { CHANGING, problemResponses, problemsOfQuery } from './problems.ts'

const ABOUT = `Server-Sent Events: \`event: piece\` with \`kind\` \`passages\` (what was found, \`items\`), \`step\` (what the assistant
is busy with), \`text\` to be put behind what was said, and at last \`end\` with citations, sources and usage (\`offline\` says why
no model answered, \`code\` why it broke off) or \`problem\`. Nothing of it is kept but what it cost.`

/** What the newest version of an assistant would answer. */
export function tryOperation(components: Components): JsonSchema {
  const codes: readonly ErrorCode[] = [...problemsOfQuery(['ASSISTANT_NOT_FOUND'], false), ...CHANGING]
  return {
    operationId: 'TryAssistant',
    tags: ['queries'],
    summary: 'What the newest version of an assistant would answer, as it is said.',
    description: `${ABOUT}\n\n${rolesOf(TRY_ROLES)}`,
    ...signedIn(TRY_ROLES),
    parameters: [...parametersOf('path', TryParams, components), ...parametersOf('query', Common, components)],
    requestBody: requestBody(TryBody, components),
    responses: {
      ...eventStream(
        'The stream; it ends with the answer.',
        'event: piece\ndata: {"kind":"text","text":"한 시간까지 무료"}\n\n',
      ),
      ...problemResponses(codes),
    },
  }
}
