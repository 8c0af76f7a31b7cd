import { expect, test } from 'vitest'
import { erasureHandlers } from './erasure-handlers.ts'

const effect = { type: 'erase-participant', entryId: 'p1.9f2c', participantKey: '9f2c' }
const signal = new AbortController().signal
const context = { effectId: 'e', recovered: false, merchantId: 'm1', correlationId: 'c', signal }

async function run(erase: (subject: string) => Promise<void>) {
  const done: unknown[] = []
  const keys = { erase: async (subject: string) => void done.push(subject, await erase(subject)) }
  const send = async (name: string, input: object, { effectId }: { effectId: string }) =>
    void done.push([name, input, effectId])
  await erasureHandlers(keys, send)['erase-participant']?.(effect as never, context)
  return done.filter((one) => one !== undefined)
}

test('first the key is destroyed, then it is recorded', async () => {
  expect(await run(async () => {})).toEqual([
    'participantKey:9f2c',
    ['RecordParticipantErased', { entryId: 'p1.9f2c', participantKey: '9f2c' }, 'e'],
  ])
})

test('a key that could not be destroyed is not said to be: it is tried again', async () => {
  await expect(run(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
})
