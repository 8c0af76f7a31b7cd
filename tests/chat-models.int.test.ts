import { expect, test } from 'vitest'
import { hasEnded } from '../demo/chat.ts'
import type { Behaviour } from '../embedded/ai-double/behaviour.ts'
import type { AiUsage } from '../read-api/ai-usage.ts'
import { useChatStage } from './chat.ts'
import { lookFor } from './shop.ts'

const SLOW_MS = 5_000

/** What a model may do before its first word, and how often it is asked until the next one is. */
const BEFORE: [string, Behaviour, number][] = [
  ['429 that asks for patience', { kind: 'status', status: 429, retryAfter: 60 }, 1],
  ['429', { kind: 'status', status: 429 }, 3],
  ['500', { kind: 'status', status: 500 }, 3],
  ['529', { kind: 'status', status: 529 }, 3],
  ['401', { kind: 'status', status: 401 }, 1],
  ['400', { kind: 'status', status: 400 }, 1],
  ['a cut connection', { kind: 'reset' }, 3],
  ['HTML', { kind: 'garbage' }, 3],
  ['broken off before a word', { kind: 'break-off', afterChars: 0 }, 3],
  ['a broken event', { kind: 'malformed' }, 3],
  ['a slow first word', { kind: 'answer', delayMs: 60_000 }, 1],
  ['silence', { kind: 'stall', afterChars: 0 }, 1],
  ['a refusal', { kind: 'refusal' }, 1],
  ['an empty answer', { kind: 'answer', text: '' }, 1],
]
/** And after it. */
const AFTER: [string, Behaviour][] = [
  ['broken off', { kind: 'break-off', afterChars: 12 }],
  ['a broken event', { kind: 'malformed', afterChars: 12 }],
  ['silence', { kind: 'stall', afterChars: 12 }],
]
const faults = [...BEFORE.map(([, fault]) => fault), ...AFTER.map(([, fault]) => fault)]
const modelOf = (fault: Behaviour) => `fault-${faults.indexOf(fault)}`

/** Each fault is a provider of its own, so that no breaker opens for another's. */
const stage = useChatStage(({ openAiUrl: url }) => ({
  AI_FIRST_TOKEN_MS: String(SLOW_MS),
  AI_SILENCE_MS: String(SLOW_MS),
  AI_PRICES: '{"claude-haiku-5-5":{"input":1,"output":100},"gpt-6-luna":{"input":1,"output":100}}',
  AI_ENDPOINTS: JSON.stringify(
    faults.map((fault) => {
      const models = [{ name: modelOf(fault), input: 1, output: 1, tasks: ['chat'] }]
      return { name: modelOf(fault), url, models }
    }),
  ),
}))

/** As many as one person may listen to at once. */
const AT_ONCE = 7

type Came = Awaited<ReturnType<typeof askThrough>>
/** What came of each fault, some of them at a time. */
async function askThroughAll(all: readonly Behaviour[]) {
  const answers: Came[] = []
  for (let from = 0; from < all.length; from += AT_ONCE)
    answers.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(askThrough))))
  return answers
}

/** Says something and hears the whole reply. */
async function say(...about: Parameters<typeof stage.say>) {
  const { id, heard } = await stage.say(...about)
  await heard.until(hasEnded).finally(() => heard.close())
  return { id, text: heard.text() }
}

/** Has the model of a fault answer first, and gives what came of it. */
async function askThrough(fault: Behaviour) {
  const model = modelOf(fault)
  const script = { when: { model }, mode: 'always', behaviours: [fault] }
  await fetch(`${stage.double.anthropicUrl}/control/script`, { method: 'POST', body: JSON.stringify(script) })
  const definition = { name: model, modelPreference: [model] }
  const assistantId: string = (await stage.shop.command('create-assistant', definition)).body.id
  const { body } = await stage.shop.command('publish-assistant', { assistantId, version: 1 })
  await stage.shop.get(`/api/v1/catalogue?min-position=${body.position}`)
  const { id, text: heard } = await say(`안녕하세요 ${model}번`, undefined, { assistantId })
  const { text, status, code, usage } = await stage.reply(id, (one) => one.status !== 'writing')
  const asked = stage.asked().filter((one) => JSON.stringify(one.body).includes(`${model}번`))
  return { heard, text, status, code, usage, asked: asked.map(({ body: { model: name } }) => name) }
}

test('every fault before the first word: another model answers, and what is read is said once', async () => {
  const answers = await askThroughAll(BEFORE.map(([, fault]) => fault))
  for (const [index, [name, fault, tries]] of BEFORE.entries()) {
    const { heard, text, status, usage, asked } = answers[index] as Came
    expect([name, text.match(/답해 드릴게요/g)?.length, heard === text]).toEqual([name, 1, true])
    expect({ name, status, usage }).toMatchObject({
      ...{ name, status: 'completed' },
      usage: { provider: 'anthropic', failedFirst: [modelOf(fault)], calls: 1 },
    })
    expect([name, ...asked]).toEqual([name, ...Array(tries).fill(modelOf(fault)), 'claude-haiku-5-5'])
  }
})

test('every fault after it: nobody else goes on, and what was read is kept', async () => {
  const answers = await askThroughAll(AFTER.map(([, fault]) => fault))
  for (const [index, [name, fault]] of AFTER.entries()) {
    const { heard, text, status, code, asked } = answers[index] as Came
    expect({ name, status, code, asked }).toEqual({
      ...{ name, status: 'interrupted', code: 'PROVIDER_FAILED' },
      asked: [modelOf(fault)],
    })
    expect([name, heard]).toEqual([name, text])
    expect(text.length).toBeGreaterThanOrEqual(6)
  }
})

test('of a long conversation the older turns leave the request, and their summary stands in it, paid for once', async () => {
  const said = (about: string, times = 165) => `${about}: ${'가게 이야기를 길게 해요. '.repeat(times)}`
  const SUMMARY = '요약: 손님은 처음에 두 가지를 말했다.'
  /** Which of the turns a request holds, more of them than the double quotes, and whether the summary stands in it. */
  const heldBy = (index: number) => {
    const { system, messages } = stage.asked().at(index)?.body ?? {}
    const turns = ['첫째', '둘째', '셋째'].filter((about) => JSON.stringify(messages).includes(said(about, 20)))
    return { turns, summary: JSON.stringify(system).includes(SUMMARY) }
  }
  const asks = async (text: string, before?: string) => {
    const { id } = await say(text, before)
    await stage.reply(id, ({ status }) => status === 'completed')
    return id
  }
  const id = await asks(said('첫째'))
  await asks(said('둘째'), id)
  await asks(said('셋째'), id)
  expect(heldBy(-1)).toEqual({ turns: ['첫째', '둘째', '셋째'], summary: false })
  const before = stage.asked().length
  stage.next.push({ kind: 'answer', text: SUMMARY })
  await asks('그래서 어떻게 할까요?', id)
  expect(stage.asked()).toHaveLength(before + 2)
  expect([heldBy(-2), heldBy(-1)]).toEqual([
    { turns: ['첫째', '둘째'], summary: false },
    { turns: ['셋째'], summary: true },
  ])
  await asks('하나만 더요.', id)
  expect(stage.asked()).toHaveLength(before + 3)
  expect(heldBy(-1)).toEqual({ turns: ['셋째'], summary: true })
})

test('a budget warns at 80 %, and used up it keeps every model from being asked: the answer says why', async () => {
  const usageOnce = (wanted: (usage: AiUsage) => unknown) => lookFor<AiUsage>(stage.shop, '/api/v1/ai-usage', wanted)
  const noticeOnce = (kind: string) =>
    lookFor<{ notices: { kind: string }[] }>(stage.shop, '/api/v1/home', ({ notices }) =>
      notices.some((notice) => notice.kind === kind),
    )
  const before = (await usageOnce(() => true)).totals.costUsd
  // An answer of 4,000 letters is 2,000 tokens of the double's, 20 cents.
  const monthlyUsd = before + 1.25
  await stage.shop.command('set-ai-budget', { monthlyUsd })
  await usageOnce(({ budget }) => budget.monthlyUsd === monthlyUsd)
  const once = async () => {
    stage.next.push({ kind: 'answer', text: '가나다라'.repeat(1_000), chunkChars: 500 })
    const { id } = await say('길게 답해 주세요')
    stage.next.length = 0
    return stage.reply(id, ({ status }) => status === 'completed')
  }
  const share = async () => (await usageOnce(() => true)).totals.costUsd / monthlyUsd
  while ((await once()).offline === undefined && (await share()) < 0.8);
  await noticeOnce('ai-budget-warned')
  while ((await once()).offline === undefined);
  await noticeOnce('ai-budget-exhausted')
  await usageOnce(({ budget }) => budget.exhaustedAt)
  const asked = stage.double.requests.length
  const refused = await once()
  expect(refused).toMatchObject({ offline: 'budget', usage: { provider: 'offline', costUsd: 0 } })
  expect(stage.double.requests).toHaveLength(asked)
  expect((await usageOnce(() => true)).totals.costUsd).toBeLessThanOrEqual(monthlyUsd)
})
