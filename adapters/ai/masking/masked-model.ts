import type { ChatTurn } from '../gateway.ts'
import type { DataRequest, LanguageModel, ModelPart, StreamRequest } from '../language-model.ts'
import { createMasker, type Masker } from './masker.ts'

/** A model that is never told personal data: placeholders leave in its place, and it stands in the answer again. */
export function maskedModel(model: LanguageModel): LanguageModel {
  return {
    id: model.id,
    model: model.model,
    async answer(request, signal) {
      const { names = [], ...asked } = request
      const masker = createMasker([asked.system, ...asked.turns.map(({ content }) => content)], names)
      const reply = await model.answer(maskedData(asked, masker), signal)
      // The answer is JSON, so what is put back must be written as JSON writes it.
      return { ...reply, text: masker.count() > 0 ? inJson(reply.text, masker) : reply.text, masked: masker.count() }
    },
    async *stream(request, signal) {
      const { names = [], ...asked } = request
      const masker = createMasker([asked.system, ...asked.turns.map(textOf)], names)
      const masked = maskedTurns(asked, masker)
      yield* unmasked(model.stream(masked, signal), masker)
    },
  }
}

const textOf = (turn: ChatTurn): string =>
  turn.role === 'assistant' ? `${turn.content}${JSON.stringify(turn.calls ?? [])}` : turn.content

const maskedData = (request: DataRequest, masker: Masker): DataRequest => ({
  ...request,
  system: masker.mask(request.system),
  turns: request.turns.map((turn) => ({ ...turn, content: masker.mask(turn.content) })),
})

const maskedTurns = (request: StreamRequest, masker: Masker): StreamRequest => ({
  ...request,
  system: masker.mask(request.system),
  turns: request.turns.map((turn): ChatTurn => {
    const content = masker.mask(turn.content)
    if (turn.role !== 'assistant' || !turn.calls) return { ...turn, content }
    return { ...turn, content, calls: turn.calls.map((call) => ({ ...call, input: masker.maskDeep(call.input) })) }
  }),
})

async function* unmasked(parts: AsyncIterable<ModelPart>, masker: Masker): AsyncGenerator<ModelPart> {
  const text = masker.unmaskStream()
  for await (const part of parts) {
    const ready = part.type === 'text' ? text.push(part.text) : text.end()
    if (ready) yield { type: 'text', text: ready }
    if (part.type === 'call') yield { ...part, input: masker.unmaskDeep(part.input) }
    else if (part.type === 'end') yield { ...part, masked: masker.count() }
  }
  const rest = text.end()
  if (rest) yield { type: 'text', text: rest }
}

const inJson = (text: string, masker: Masker) =>
  text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
    try {
      return JSON.stringify(masker.unmask(JSON.parse(quoted) as string))
    } catch {
      return quoted
    }
  })
