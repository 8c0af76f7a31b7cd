import type { AiTask } from '../../domain/ai-models.ts'
import type { Guard } from '../resilience/guard.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import type { LanguageModel } from './language-model.ts'
import { MODELS, modelFacts, type Price } from './models.ts'

/** Who serves models: a vendor, or an endpoint of the configuration. */
export interface Provider {
  id: string
  guard: Guard
  /** Its models in its own order of preference, with what each can be asked for. */
  models: readonly { name: string; tasks: readonly AiTask[] }[]
  /** Whose other models of the catalogue it serves too; only the vendor itself does. */
  vendor?: 'anthropic' | 'openai'
  priceOf(model: string): Price
  language(model: string): LanguageModel
  embedding(model: string): EmbeddingModel
}

/** A model that can be asked. */
export interface Served<M> {
  model: M
  price: Price
  guard: Guard
}

/** Which models there are to ask, by task and in order of preference. */
export interface Catalogue {
  chat(prefer?: readonly string[]): Served<LanguageModel>[]
  recommend(): Served<LanguageModel>[]
  /** Empty where no provider embeds; with a name, only those that serve that model. */
  embed(model?: string): Served<EmbeddingModel>[]
}

/**
 * @param preferences names of models by task that come before each provider's own first one
 * @throws Error when no provider serves a preferred model
 */
export function createCatalogue(
  providers: readonly Provider[],
  preferences: Partial<Record<AiTask, readonly string[]>> = {},
): Catalogue {
  const find = (name: string, task: AiTask): Choice | undefined => {
    const provider = providers.find((one) => serves(one, name, task))
    return provider && { provider, name }
  }
  // Pictures have providers of their own.
  for (const [task, names = []] of Object.entries(preferences) as [AiTask, string[]][])
    for (const name of names)
      if (task !== 'image' && providers.length > 0 && !find(name, task))
        throw new Error(`AI configuration: AI_PREFER asks ${name} for ${task}, and no provider serves it`)
  const usual = (task: AiTask): Choice[] =>
    providers.flatMap((provider) => {
      const first = provider.models.find(({ tasks }) => tasks.includes(task))
      return first ? [{ provider, name: first.name }] : []
    })
  const chain = (task: AiTask, prefer: readonly string[] = []) => {
    const named = [...prefer, ...(preferences[task] ?? [])].flatMap((name) => find(name, task) ?? [])
    const all = [...named, ...usual(task)]
    return all.filter((one, at) => all.findIndex((other) => same(one, other)) === at)
  }
  const language = onceEach(({ provider, name }) => served(provider, name, provider.language(name)))
  const embedding = onceEach(({ provider, name }) => served(provider, name, provider.embedding(name)))
  return {
    chat: (prefer) => chain('chat', prefer).map(language),
    recommend: () => chain('recommend').map(language),
    embed: (model) => {
      const name = model ?? chain('embed')[0]?.name
      if (name === undefined) return []
      return providers.filter((one) => serves(one, name, 'embed')).map((provider) => embedding({ provider, name }))
    },
  }
}

interface Choice {
  provider: Provider
  name: string
}
const same = (one: Choice, other: Choice) => one.provider.id === other.provider.id && one.name === other.name

/** A model's client is made once: it serves every request. */
function onceEach<M>(make: (choice: Choice) => Served<M>): (choice: Choice) => Served<M> {
  const made = new Map<string, Served<M>>()
  return (choice) => {
    const key = `${choice.provider.id} ${choice.name}`
    const one = made.get(key) ?? make(choice)
    made.set(key, one)
    return one
  }
}

const served = <M>(provider: Provider, name: string, model: M): Served<M> => ({
  model,
  price: provider.priceOf(name),
  guard: provider.guard,
})

function serves({ models, vendor }: Provider, name: string, task: AiTask): boolean {
  if (models.some((model) => model.name === name && model.tasks.includes(task))) return true
  return vendor !== undefined && modelFacts(name)?.vendor === vendor && MODELS[name]?.tasks.includes(task) === true
}
