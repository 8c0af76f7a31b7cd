import { ANSWERS } from './answers.ts'
import { anthropicSchema, message, messageFrames, toolUse } from './anthropic.ts'
import type { Behaviour, ReceivedRequest } from './behaviour.ts'
import { chatAnswer, hear } from './chat.ts'
import { chunksOf, type Frames, type Said } from './frames.ts'
import { completion, completionFrames, openAiSchema, toolCompletion } from './openai.ts'

const brokenOff = (text: string) => text.slice(0, Math.floor(text.length / 2))

/** The canned answer for the first field that a schema asks for; without one, an answer made of the chat. */
function fittingAnswer(request: ReceivedRequest): string {
  const schema = request.provider === 'anthropic' ? anthropicSchema(request.body) : openAiSchema(request.body)
  if (schema === undefined) return chatAnswer(hear(request.body))
  const [field = ''] = Object.keys((schema as { properties?: object }).properties ?? {})
  return field in ANSWERS ? JSON.stringify(ANSWERS[field]) : 'The double has nothing to say.'
}

const textOf = (request: ReceivedRequest, behaviour: Behaviour): string => {
  if (behaviour.kind === 'call') return behaviour.text ?? ''
  return (behaviour.kind === 'answer' ? behaviour.text : undefined) ?? fittingAnswer(request)
}

/** A whole reply of the Messages API or of chat completions. */
export function wholeReply(request: ReceivedRequest, behaviour: Behaviour): unknown {
  const isAnthropic = request.provider === 'anthropic'
  if (behaviour.kind === 'refusal')
    return isAnthropic
      ? message(request, behaviour.text ?? '', 'refusal')
      : completion(request, null, 'stop', behaviour.text ?? 'I cannot help with that.')
  const text = textOf(request, behaviour)
  if (behaviour.kind === 'call')
    return (isAnthropic ? toolUse : toolCompletion)(request, text, { name: behaviour.name, input: behaviour.input })
  if (behaviour.kind === 'malformed')
    return isAnthropic
      ? message(request, brokenOff(text), 'max_tokens')
      : completion(request, brokenOff(text), 'length')
  return isAnthropic ? message(request, text, 'end_turn') : completion(request, text, 'stop')
}

/** The same, streamed: its events, and the text of each. */
export function streamedReply(request: ReceivedRequest, behaviour: Behaviour): { frames: Frames; chunks: string[] } {
  const size = behaviour.kind === 'answer' ? behaviour.chunkChars : undefined
  const refused = behaviour.kind === 'refusal'
  const chunks = chunksOf(refused ? (behaviour.text ?? '') : textOf(request, behaviour), size)
  const said: Said = {
    chunks,
    stop: refused ? 'refusal' : behaviour.kind === 'call' ? 'tool' : 'end',
    ...(behaviour.kind === 'call' ? { call: { name: behaviour.name, input: behaviour.input } } : {}),
  }
  return { frames: (request.provider === 'anthropic' ? messageFrames : completionFrames)(request, said), chunks }
}
