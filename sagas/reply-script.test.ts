import { expect, test } from 'vitest'
import type { ChunkLog } from '../adapters/assistant/chunk-log.ts'
import { openScript, pauseAmong } from './reply-script.ts'

const turn = { merchantId: 'm1', conversationId: 'c1', replyId: 'r1', turn: 1 }

test('the first words go out at once, and what is said during a pause goes out together', async () => {
  const written: unknown[] = []
  const pauses = [20, 10]
  const write: ChunkLog['write'] = async (_turn, n, content) => void written.push([n, content])
  const script = openScript({ write } as ChunkLog, turn, 4, () => pauses.shift() ?? Number.NaN)
  for (const text of ['어제는 ', '열두 명이 ', '참여했어요.']) {
    await script.add({ type: 'text', text })
    if (text === '어제는 ') expect(written).toEqual([[5, { kind: 'text', text }]])
  }
  await script.flush()
  expect(written.slice(1)).toEqual([[6, { kind: 'text', text: '열두 명이 참여했어요.' }]])
  expect(pauses).toEqual([])
})

test('a crowd makes pauses longer, a few people do not', () => {
  expect([pauseAmong(1), pauseAmong(30), pauseAmong(200)]).toEqual([60, 60, 400])
})
