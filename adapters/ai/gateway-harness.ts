import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Behaviour, ReceivedRequest } from '../../embedded/ai-double/behaviour.ts'
import { type AiDouble, startAiDouble } from '../../embedded/ai-double/server.ts'
import { createBreakers } from '../resilience/breakers.ts'
import { configureAi } from './configure.ts'
import { createGateway } from './create-gateway.ts'
import type { Ledger, ModelCall } from './ledger.ts'

interface Options {
  firstTokenMs?: number
  silenceMs?: number
  /** The settings in the place of keys for both providers. */
  keys?: Record<string, string>
  /** Adds an endpoint of one's own. */
  endpoint?: boolean
}

/** The gateway by its settings against the double, and a ledger that only remembers. */
export function gatewayForTests() {
  const calls: ModelCall[] = []
  const queue: Behaviour[] = []
  let double: AiDouble
  beforeAll(async () => {
    double = await startAiDouble({ port: 0, behave: () => queue.shift() ?? { kind: 'answer' } })
  })
  beforeEach(() => {
    calls.length = 0
    queue.length = 0
    double.requests.length = 0
  })
  afterAll(() => double.stop())

  const ledger: Ledger = {
    admit: async () => () => {},
    record: (call) => `call-${calls.push(call)}`,
    flush: async () => {},
  }

  function gateway({ firstTokenMs = 10_000, silenceMs = 10_000, keys, endpoint = false }: Options = {}) {
    const both = {
      ANTHROPIC_API_KEY: 'key',
      ANTHROPIC_BASE_URL: double.anthropicUrl,
      OPENAI_API_KEY: 'key',
      OPENAI_MODEL: 'gpt-6-luna',
      OPENAI_BASE_URL: double.openAiUrl,
    }
    const models = [{ name: 'llama', input: 1, output: 1 }]
    const own = [{ name: 'own', url: double.openAiUrl, keyFrom: 'OWN_KEY', models }]
    const env = { ...(keys ?? both), ...(endpoint ? { AI_ENDPOINTS: JSON.stringify(own), OWN_KEY: 'key' } : {}) }
    const breakers = createBreakers()
    const { catalogue } = configureAi(env, breakers)
    const patience = { firstTokenMs, silenceMs }
    return { ...createGateway({ catalogue, patience, ledger, retryDelayMs: 5 }), states: breakers.states }
  }
  return {
    gateway,
    script: async (...behaviours: Behaviour[]) => void queue.push(...behaviours),
    requests: (): ReceivedRequest[] => double.requests,
    recorded: (): ModelCall[] => calls,
  }
}
