import { describe, expect, test } from 'vitest'
import { createBreakers } from '../resilience/breakers.ts'
import { configureAi } from './configure.ts'
import { costUsd, MODELS, modelFacts } from './models.ts'

const configure = (env: Record<string, string>) => configureAi(env, createBreakers())
const providers = (env: Record<string, string>) => configure(env).providers.map(({ id, model }) => `${id} ${model}`)
const OFFLINE = 'offline offline-planner-1'

describe('configuration', () => {
  test('without a key there is the offline planner alone, and empty variables count as left out', () => {
    expect(providers({})).toEqual([OFFLINE])
    expect(providers({ ANTHROPIC_API_KEY: '', OPENAI_API_KEY: '', OPENAI_BASE_URL: '' })).toEqual([OFFLINE])
  })

  test('keys add providers in order', () => {
    const keys = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' }
    expect(providers(keys)).toEqual(['anthropic claude-haiku-5-5', 'openai gpt-6-luna', OFFLINE])
    expect(providers({ ...keys, ANTHROPIC_MODEL: 'claude-sonnet-5-5' })[0]).toBe('anthropic claude-sonnet-5-5')
  })

  test('a compatible server needs a model and its price, but no key', () => {
    const local = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }
    expect(() => providers(local)).toThrow('OPENAI_MODEL')
    expect(() => providers({ ...local, OPENAI_MODEL: 'llama' })).toThrow('AI_PRICES')
    const priced = { ...local, OPENAI_MODEL: 'llama', AI_PRICES: '{"llama":{"input":0,"output":0}}' }
    expect(providers(priced)).toEqual(['openai llama', OFFLINE])
  })

  test.each([
    ['AI_PRICES', 'cheap'],
    ['AI_PRICES', '{"llama":1}'],
    ['AI_PLANS_DEADLINE_MS', 'soon'],
    ['ANTHROPIC_BASE_URL', 'nowhere'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(() => configure({ [name]: value })).toThrow(name)
  })

  test('deadlines can be set, and leave room within 10 s', () => {
    const { trends, plans } = configure({}).deadlinesMs
    expect(trends + plans).toBeLessThan(10_000)
    expect(configure({ AI_TRENDS_DEADLINE_MS: '20000' }).deadlinesMs.trends).toBe(20_000)
  })

  test('every provider has its breaker', () => {
    const breakers = createBreakers()
    configureAi({ ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' }, breakers)
    expect(breakers.states()).toEqual({ anthropic: 'closed', openai: 'closed' })
  })
})

describe('the catalogue of models', () => {
  test('dated names have their family’s price', () => {
    expect(modelFacts('gpt-5.4-mini-2026-03-17')).toBe(MODELS['gpt-5.4-mini'])
    expect(modelFacts('claude-haiku-4-5-20251001')).toBe(MODELS['claude-haiku-4-5'])
    expect(modelFacts('unknown')).toBeUndefined()
  })

  test('cost is tokens by price', () => {
    expect(costUsd({ input: 2, output: 10 }, 1_000_000, 100_000)).toBe(3)
    expect(costUsd({ input: 0.1, output: 0.5 }, 1, 1)).toBe(0.000_000_6)
  })
})

describe('which model is asked for what', () => {
  const keys = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' }
  const endpoint = {
    name: 'ollama',
    url: 'http://127.0.0.1:11434/v1',
    models: [
      { name: 'llama', input: 0, output: 0 },
      { name: 'nomic', input: 0, output: 0, tasks: ['embed'] },
    ],
  }
  const catalogue = (env: Record<string, string>) => configure(env).catalogue
  const names = (served: { model: { id: string; model: string } }[]) =>
    served.map(({ model }) => `${model.id} ${model.model}`)

  test('each provider’s own first model, unless a preference comes before it', () => {
    expect(names(catalogue(keys).chat())).toEqual(['anthropic claude-haiku-5-5', 'openai gpt-6-luna'])
    const preferred = catalogue({ ...keys, AI_PREFER: '{"chat":["gpt-6-sol"]}' })
    expect(names(preferred.chat())).toEqual(['openai gpt-6-sol', 'anthropic claude-haiku-5-5', 'openai gpt-6-luna'])
    expect(names(preferred.recommend())).toEqual(['anthropic claude-haiku-5-5', 'openai gpt-6-luna'])
    expect(names(preferred.chat(['claude-opus-5-5', 'gone']))[0]).toBe('anthropic claude-opus-5-5')
  })

  test('several named endpoints, each with its prices, stand behind the vendors', () => {
    const vllm = { ...endpoint, name: 'vllm', url: 'http://127.0.0.1:8000/v1' }
    const env = { ...keys, AI_ENDPOINTS: JSON.stringify([endpoint, vllm]) }
    expect(names(catalogue(env).chat())).toEqual([
      'anthropic claude-haiku-5-5',
      'openai gpt-6-luna',
      'ollama llama',
      'vllm llama',
    ])
    expect(names(catalogue(env).embed())).toEqual(['openai text-embedding-3-small'])
    expect(names(catalogue({ AI_ENDPOINTS: env.AI_ENDPOINTS }).embed())).toEqual(['ollama nomic', 'vllm nomic'])
    expect(names(catalogue(env).embed('nomic'))).toEqual(['ollama nomic', 'vllm nomic'])
  })

  test.each([
    [{ AI_ENDPOINTS: 'here' }, 'AI_ENDPOINTS'],
    [{ AI_ENDPOINTS: JSON.stringify([{ ...endpoint, name: 'openai' }]) }, 'a name that is not taken'],
    [{ AI_ENDPOINTS: JSON.stringify([endpoint, endpoint]) }, 'names must differ'],
    [{ AI_ENDPOINTS: JSON.stringify([{ ...endpoint, keyFrom: 'OLLAMA_KEY' }]) }, 'OLLAMA_KEY'],
    [{ ...keys, AI_PREFER: '{"chat":["llama"]}' }, 'no provider serves it'],
    [{ AI_PREFER: '{"talk":["llama"]}' }, 'AI_PREFER'],
  ])('a setting that does not work is refused: %j', (env, why) => {
    expect(() => catalogue(env as Record<string, string>)).toThrow(why)
  })
})
