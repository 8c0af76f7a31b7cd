import { ask } from './ask.ts'
import { type ChatDeps, chat } from './chat.ts'
import { embed } from './embed.ts'
import type { Gateway } from './gateway.ts'

/** The gateway over a catalogue of models, with a ledger that holds budgets and records calls. */
export const createGateway = (deps: ChatDeps): Gateway => ({
  chat: (request, caller, signal) => chat(deps, request, caller, signal),
  ask: (question, caller, signal) => ask(deps, question, caller, signal),
  embed: (texts, caller, signal, model) => embed(deps, texts, caller, signal, model),
})
