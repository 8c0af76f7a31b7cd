import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Behaviour } from '../../embedded/ai-double/behaviour.ts'
import type { ChatPart, ChatRequest } from './gateway.ts'
import { gatewayForTests } from './gateway-harness.ts'

const { gateway, script, requests, recorded } = gatewayForTests()

const CALLER = { merchantId: 'm1', assistantId: 'as1', conversationId: 'co1', accountId: 'ac1' }
const signal = () => new AbortController().signal
const asks = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  system: '너는 가게의 도우미야.',
  turns: [{ role: 'user', content }],
  maxOutputTokens: 500,
  ...more,
})

async function hear(request: ChatRequest, options = {}) {
  const parts: ChatPart[] = []
  let error: unknown
  try {
    for await (const part of gateway(options).chat(request, CALLER, signal())) parts.push(part)
  } catch (thrown) {
    error = thrown
  }
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const end = parts.find((part) => part.type === 'end')
  return { parts, text, end, error }
}

describe.each(['anthropic', 'openai'] as const)('a reply of %s', (provider) => {
  const prefer = [provider === 'anthropic' ? 'claude-haiku-5-5' : 'gpt-6-luna']

  test('comes in pieces and ends with what it took', async () => {
    const { parts, text, end } = await hear(asks('배달도 되나요?', { prefer }))
    expect(text).toContain('배달도 되나요?')
    expect(parts.filter(({ type }) => type === 'text').length).toBeGreaterThan(3)
    expect(end).toMatchObject({ stop: 'end', usage: { provider, failedFirst: [] } })
    expect(end?.usage.costUsd).toBeGreaterThan(0)
    expect(recorded()).toMatchObject([
      { ...{ task: 'chat', provider, outcome: 'answered', tries: 1, estimated: false }, caller: CALLER },
    ])
    expect(recorded()[0]?.firstTokenMs).toBeLessThanOrEqual(recorded()[0]?.latencyMs ?? 0)
  })

  test('follows from the history, which the provider was sent', async () => {
    const turns: ChatRequest['turns'] = [
      { role: 'user', content: '우리는 대구 카페예요' },
      { role: 'assistant', content: '반가워요!' },
      { role: 'user', content: '추천해 주세요' },
    ]
    const { text } = await hear({ ...asks(''), turns, prefer })
    expect(text).toContain('앞서 “우리는 대구 카페예요”')
    const [request] = requests()
    expect(JSON.stringify(request?.body.messages)).toContain('반가워요!')
  })

  test('asks for a tool, and its answer is used', async () => {
    await script({ kind: 'call', name: 'count', input: { day: '어제' }, text: '세어 볼게요.' })
    const input = z.object({ day: z.string(), at: z.iso.datetime().optional() })
    const tools = [{ name: 'count', description: '참여자를 센다', input }]
    const first = await hear(asks('어제 몇 명이에요?', { prefer, tools }))
    const call = first.parts.find((part) => part.type === 'call')
    expect(call).toMatchObject({ name: 'count', input: { day: '어제' } })
    expect(first.end?.stop).toBe('tool')
    const told = JSON.stringify(requests()[0]?.body.tools)
    expect(told).toContain('date-time')
    expect(told).not.toContain('pattern')
    if (call?.type !== 'call') throw new Error('no call')
    const { id, name } = call
    const turns: ChatRequest['turns'] = [
      { role: 'user', content: '어제 몇 명이에요?' },
      { role: 'assistant', content: '세어 볼게요.', calls: [{ id, name, input: call.input }] },
      { role: 'tool', callId: id, name, content: '참여자 42명' },
    ]
    const second = await hear({ ...asks(''), turns, tools, prefer })
    expect(second.text).toContain('참여자 42명')
  })

  test('is told no personal data, and says it all the same', async () => {
    await script({ kind: 'answer', text: '[NAME_1]님 번호는 [PHONE_1]이에요.', chunkChars: 3 })
    const request = asks('김하늘님 010-1234-5678로 연락해도 되나요?', { prefer, names: ['김하늘'] })
    const { text } = await hear(request)
    expect(text).toBe('김하늘님 번호는 010-1234-5678이에요.')
    expect(JSON.stringify(requests())).not.toMatch(/010-1234-5678|김하늘/)
    expect(recorded()[0]?.masked).toBe(2)
  })
})

describe('a model that fails before its first word is followed by the next, and nothing is said twice', () => {
  const faults: [string, Behaviour, { tries: number; code: string }][] = [
    ['429 that asks for patience', { kind: 'status', status: 429, retryAfter: 60 }, { tries: 1, code: 'retryable' }],
    ['500', { kind: 'status', status: 500 }, { tries: 3, code: 'retryable' }],
    ['529, overloaded', { kind: 'status', status: 529 }, { tries: 3, code: 'retryable' }],
    ['401', { kind: 'status', status: 401 }, { tries: 1, code: 'unauthorised' }],
    ['400', { kind: 'status', status: 400 }, { tries: 1, code: 'unavailable' }],
    ['a connection that is cut', { kind: 'reset' }, { tries: 3, code: 'retryable' }],
    ['HTML in place of the stream', { kind: 'garbage' }, { tries: 3, code: 'retryable' }],
    ['a stream that breaks off before a word', { kind: 'break-off', afterChars: 0 }, { tries: 3, code: 'retryable' }],
    ['a broken event', { kind: 'malformed' }, { tries: 3, code: 'retryable' }],
    ['a slow first word', { kind: 'answer', delayMs: 20_000 }, { tries: 1, code: 'retryable' }],
    ['a silent stream', { kind: 'stall', afterChars: 0 }, { tries: 1, code: 'retryable' }],
    ['a refusal', { kind: 'refusal' }, { tries: 1, code: 'refused' }],
    ['an empty answer', { kind: 'answer', text: '' }, { tries: 1, code: 'invalid-output' }],
  ]
  test.each(faults)('%s', async (_, fault, { tries, code }) => {
    await script(...Array.from({ length: tries }, () => fault))
    const { text, end, error, parts } = await hear(asks('안녕하세요'), { firstTokenMs: 400 })
    expect(error).toBeUndefined()
    expect(text.match(/답해 드릴게요/g)).toHaveLength(1)
    expect(end?.usage).toMatchObject({ provider: 'openai', failedFirst: ['anthropic'] })
    expect(parts.filter(({ type }) => type === 'end')).toHaveLength(1)
    expect(requests().map(({ provider }) => provider)).toEqual([...Array(tries).fill('anthropic'), 'openai'])
    expect(recorded()).toMatchObject([
      { provider: 'anthropic', outcome: 'failed', code, tries, failedFirst: [] },
      { provider: 'openai', outcome: 'answered', failedFirst: ['anthropic'] },
    ])
  })

  test('one that keeps failing is left alone', async () => {
    const open = gateway()
    const ask = async () => {
      for await (const _ of open.chat(asks('안녕하세요'), CALLER, signal()));
    }
    // The breaker looks at ten calls at least.
    for (const tries of [3, 3, 3, 1]) {
      await script(...Array.from({ length: tries }, () => ({ kind: 'status', status: 500 }) as const))
      await ask()
    }
    expect(open.states().anthropic).toBe('open')
    const before = requests().length
    await ask()
    expect(
      requests()
        .slice(before)
        .map(({ provider }) => provider),
    ).toEqual(['openai'])
    expect(recorded().at(-2)).toMatchObject({ provider: 'anthropic', outcome: 'failed', code: 'unavailable' })
  })

  test('when all of them fail the last failure is thrown, and every one is recorded', async () => {
    await script(...Array.from({ length: 2 }, () => ({ kind: 'status', status: 401 }) as const))
    const { error, parts } = await hear(asks('안녕하세요'))
    expect(error).toMatchObject({ name: 'AiError', kind: 'unauthorised', provider: 'openai' })
    expect(parts).toEqual([])
    expect(recorded().map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'anthropic failed',
      'openai failed',
    ])
  })
})

describe('after the first word no other model is asked', () => {
  test.each([
    ['a stream that breaks off', { kind: 'break-off', afterChars: 12 }],
    ['a broken event', { kind: 'malformed', afterChars: 12 }],
    ['a stream that falls silent', { kind: 'stall', afterChars: 12 }],
  ] as [string, Behaviour][])('%s', async (_, fault) => {
    await script(fault)
    const { text, error, end } = await hear(asks('안녕하세요'), { silenceMs: 400 })
    expect(text.length).toBeGreaterThanOrEqual(6)
    expect('“안녕하세요”에 답해 드릴게요.').toContain(text)
    expect(error).toMatchObject({ name: 'AiError', provider: 'anthropic' })
    expect(end).toBeUndefined()
    expect(requests()).toHaveLength(1)
    expect(recorded()).toMatchObject([{ outcome: 'broke-off', estimated: true, provider: 'anthropic' }])
    expect(recorded()[0]?.costUsd).toBeGreaterThan(0)
  })

  test('one who stops keeps what was said, and it is no fault of the model', async () => {
    await script({ kind: 'answer', chunkMs: 40 })
    const stop = new AbortController()
    let text = ''
    const open = gateway()
    const reading = (async () => {
      for await (const part of open.chat(asks('안녕하세요'), CALLER, stop.signal)) {
        if (part.type === 'text') text += part.text
        if (text.length > 6) stop.abort()
      }
    })()
    await expect(reading).rejects.toThrow()
    expect(text.length).toBeGreaterThan(6)
    expect(recorded()).toMatchObject([{ outcome: 'stopped', estimated: true }])
    expect(open.states()).toEqual({ anthropic: 'closed', openai: 'closed' })
  })

  test('one who leaves without a word is recorded too', async () => {
    await script({ kind: 'answer', chunkMs: 40 })
    for await (const part of gateway().chat(asks('안녕하세요'), CALLER, signal())) if (part.type === 'text') break
    expect(recorded()).toMatchObject([{ outcome: 'stopped' }])
  })
})

describe('embeddings', () => {
  test('come from the provider, masked, and are recorded', async () => {
    const texts = ['겨울 라떼', '문의는 010-1234-5678', '주차장']
    const { vectors, model, usage } = await gateway().embed(texts, CALLER, signal())
    expect([vectors.length, vectors[0]?.length, model]).toEqual([3, 256, 'text-embedding-3-small'])
    expect(usage.costUsd).toBeGreaterThan(0)
    expect(JSON.stringify(requests())).not.toContain('010-1234-5678')
    expect(recorded()).toMatchObject([{ task: 'embed', outcome: 'answered', masked: 1 }])
  })

  test('are never another model’s in the place of one that failed', async () => {
    await script({ kind: 'status', status: 401 })
    await expect(gateway().embed(['겨울'], CALLER, signal())).rejects.toMatchObject({ kind: 'unauthorised' })
    expect(recorded()).toMatchObject([{ task: 'embed', outcome: 'failed', code: 'unauthorised' }])
    await expect(gateway().embed(['겨울'], CALLER, signal(), 'other')).rejects.toThrow('nobody serves other')
  })

  test('are made here where no provider makes them, and where the kept ones were', async () => {
    const local = await gateway().embed(['겨울'], CALLER, signal(), 'local-ngram-512')
    const alone = await gateway({ keys: {} }).embed(['겨울'], CALLER, signal())
    expect([local.model, alone.model, alone.vectors[0]?.length]).toEqual(['local-ngram-512', 'local-ngram-512', 512])
    expect(requests()).toEqual([])
  })
})

test('without a model the chat says so at once', async () => {
  const { error } = await hear(asks('안녕하세요'), { keys: {} })
  expect(error).toMatchObject({ kind: 'unavailable', provider: 'offline' })
  expect(recorded()).toEqual([])
})

test('a named endpoint answers, with its own key and price', async () => {
  const { end } = await hear(asks('안녕하세요', { prefer: ['llama'] }), { endpoint: true })
  expect(end?.usage).toMatchObject({ provider: 'own', model: 'llama' })
  expect(requests()[0]?.body.model).toBe('llama')
})
