import { expect, test } from 'vitest'
import { Rejected } from '../domain/kernel.ts'
import { createEffects } from './effects.ts'
import type { WorkRow } from './work.ts'

/** Runs one effect whose handler fails with the codes, one after another, and then does it. */
async function outcomeAfter(codes: string[]): Promise<{ tries: number; outcome: string }> {
  const end = new AbortController()
  const { promise, resolve } = Promise.withResolvers<string>()
  let tries = 0
  const handler = async () => {
    const code = codes[tries]
    tries += 1
    if (code) throw new Rejected(code, 'no')
  }
  const effects = createEffects({
    handlers: { command: handler },
    done: async (_row, outcome) => resolve(outcome),
    signal: end.signal,
    onError: () => {},
  })
  effects.start({ _id: 'e1', effect: { type: 'command' }, merchantId: 'm1', correlationId: 'c' } as WorkRow, false)
  const outcome = await promise
  end.abort()
  await effects.drain()
  return { tries, outcome }
}

test('a rule’s no is an answer, and the work is done with it', async () => {
  expect(await outcomeAfter(['PROMOTION_OVER'])).toEqual({ tries: 1, outcome: 'PROMOTION_OVER' })
})

test.each(['CONFLICT', 'READ_MODEL_BEHIND'])('%s is no answer: it is tried again', async (code) => {
  expect(await outcomeAfter([code])).toEqual({ tries: 2, outcome: 'ok' })
})
