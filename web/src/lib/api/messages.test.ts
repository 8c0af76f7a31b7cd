import { expect, test } from 'vitest'
import { messagesIn } from './messages.ts'

test('whole messages are read, wherever the pieces are cut', () => {
  const stream =
    'retry: 1000\n\nevent: piece\ndata: {"text":"한 시간"}\n\nevent: piece\ndata: {"text":"까지\\n무료"}\n\n'
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const first = messagesIn<{ text: string }>(stream.slice(0, cut))
    const second = messagesIn<{ text: string }>(first.left + stream.slice(cut))
    expect([...first.messages, ...second.messages]).toEqual([{ text: '한 시간' }, { text: '까지\n무료' }])
    expect(second.left).toBe('')
  }
})
