import { check, type Day, type Step } from '../step.ts'
import { say } from './chat.ts'

/** Two who serve models for chats, both played by the double; everything else is done by rules. */
export const HOUSES = ['first-house', 'second-house'] as const
/** The one model of a house, at a price in US dollars a million tokens. */
export const chatModel = (house: string) => ({ name: `${house}-1`, tasks: ['chat'], input: 0.1, output: 0.5 })

const MONTHLY_USD = 5
const WAIT_MS = 20_000
const POLL_MS = 50
const OVERLOADED = { kind: 'status', status: 529 }
const SAID = '인스타그램과 카카오에서 온 손님이 가장 많았어요. 다음에는 두 곳에 먼저 올려 보세요.'

interface Usage {
  budget: { monthlyUsd: number | null; exhaustedAt?: string }
  totals: { calls: number }
}
interface Answered {
  provider: string
  model: string
  failedFirst: string[]
  costUsd: number
}

/** Asks again and again until an answer has what is wanted; what stood there last is in the error. */
async function once<A, T>(ask: () => Promise<A>, wanted: (answer: A) => T | undefined): Promise<T> {
  for (const end = performance.now() + WAIT_MS; ; ) {
    const answer = await ask()
    const found = wanted(answer)
    if (found !== undefined) return found
    check(performance.now() < end, `what was waited for did not come: ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** What models have cost, once that is as wanted. */
const usageOnce = (day: Day, wanted: (usage: Usage) => boolean): Promise<Usage> =>
  once<Usage, Usage>(
    async () => (await day.shop.get('/api/v1/ai-usage')).body,
    (usage) => (wanted(usage) ? usage : undefined),
  )

/** How the newest reply came about; it is recorded after its last word was heard. */
const newestAnswer = (day: Day): Promise<Answered> =>
  once<{ messages: { usage?: Answered }[] }, Answered>(
    async () => (await day.shop.get(`/api/v1/conversations/${day.conversationId}`)).body,
    ({ messages }) => messages.at(-1)?.usage,
  )

const saveMoney: Step = [
  'No money is set aside for AI: the assistant answers without a model',
  async (day) => {
    await day.shop.command('set-ai-budget', { monthlyUsd: 0 })
    await usageOnce(day, ({ budget }) => budget.monthlyUsd === 0)
    return undefined
  },
]

const askModel: Step = [
  'With a budget, a model answers through the official SDK: the first provider is overloaded, the second one streams',
  async (day) => {
    const { totals } = await usageOnce(day, () => true)
    check(totals.calls === 0, `${totals.calls} models were asked without a budget`)
    await day.shop.command('set-ai-budget', { monthlyUsd: MONTHLY_USD })
    await usageOnce(day, ({ budget }) => budget.monthlyUsd === MONTHLY_USD && !budget.exhaustedAt)
    await script(day, { when: { model: chatModel(HOUSES[0]).name }, mode: 'always', behaviours: [OVERLOADED] })
    await script(day, {
      when: { model: chatModel(HOUSES[1]).name },
      behaviours: [{ kind: 'answer', text: SAID, chunkMs: 20 }],
    })
    const { heard, first } = await say(day, '다음 이벤트는 어디에 올리면 좋을까?')
    check(heard.text() === SAID, `“${heard.text()}” should have been said once`)
    const { provider, model, failedFirst, costUsd } = await newestAnswer(day)
    check(failedFirst[0] === HOUSES[0], 'the first provider should have failed')
    const pieces = heard.pieces.filter(({ kind }) => kind === 'text').length
    return `first word ${first.toFixed(0)} ms, ${pieces} pieces by ${model} of ${provider} after ${failedFirst.join(', ')} failed, $${costUsd}`
  },
]

async function script({ models }: Day, body: object): Promise<void> {
  const { ok, status } = await fetch(`${models}/control/script`, { method: 'POST', body: JSON.stringify(body) })
  check(ok, `the models' double answered ${status}`)
}

/** Before the talks without a model, and after them. */
export const withoutModelSteps: Step[] = [saveMoney]
export const modelSteps: Step[] = [askModel]
