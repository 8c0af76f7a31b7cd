import { expect, test } from 'vitest'
import { type ChatDeps, chat } from './chat.ts'

test('a call that cannot begin gives back what was held for it', async () => {
  const held = { now: 0 }
  const admit = async () => {
    held.now += 1
    return () => {
      held.now -= 1
    }
  }
  const served = { model: { id: 'p', model: 'm' }, price: { input: 1, output: 1 } }
  const namesIn = () => Promise.reject(new Error('the read model is away'))
  const deps = { catalogue: { chat: () => [served] }, ledger: { admit }, namesIn } as unknown as ChatDeps
  const request = { system: '', turns: [{ role: 'user' as const, content: '안녕하세요' }], maxOutputTokens: 10 }
  const parts = chat(deps, request, { merchantId: 'm1' }, new AbortController().signal)
  await expect(parts.next()).rejects.toThrow('is away')
  expect(held.now).toBe(0)
})
