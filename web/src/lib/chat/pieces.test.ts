import { expect, test } from 'vitest'
import { type Streamed, shown, withPiece } from './pieces.ts'
import type { Message, Piece } from './types.ts'

const message = (more: Partial<Message> = {}): Message => ({
  ...{ id: 'r1', merchantId: 'm', position: 1, conversationId: 'c', by: 'assistant', text: '', at: '', order: 2 },
  ...{ status: 'writing', turn: 1, citations: [], sources: [] },
  ...more,
})
const piece = (n: number, content: object, turn = 1) => ({ replyId: 'r1', turn, n, ...content }) as Piece
const all = (...pieces: Piece[]) => pieces.reduce<Streamed | undefined>(withPiece, undefined)

test('a reply grows with its pieces, and says what it is busy with until the next word', () => {
  const looking = all(piece(1, { kind: 'step', step: 'looking-up', tool: 'entries_by_day' }))
  expect(shown(message(), looking)).toMatchObject({ text: '', step: { tool: 'entries_by_day' } })
  const said = all(
    piece(1, { kind: 'step', step: 'reading' }),
    piece(2, { kind: 'text', text: '12' }),
    piece(3, { kind: 'text', text: '명' }),
  )
  expect(shown(message(), said)).toMatchObject({ text: '12명', step: undefined, status: 'writing' })
})

test('its end brings sources, and how it ended', () => {
  const end = { outcome: 'interrupted', why: 'stopped', citations: [], sources: [{ label: 'a', href: '/', asOf: '' }] }
  const ended = all(piece(1, { kind: 'text', text: '12' }), piece(2, { kind: 'end', end }))
  expect(shown(message(), ended)).toMatchObject({ text: '12', status: 'interrupted', why: 'stopped', sources: [{}] })
})

test('what was loaded whole stays as it is', () => {
  const streamed = all(piece(1, { kind: 'text', text: '12' }))
  expect(shown(message({ status: 'completed', text: '12명' }), streamed).text).toBe('12명')
})

test('a continued reply grows behind what was said before', () => {
  const streamed = all(piece(1, { kind: 'text', text: '12' }), piece(1, { kind: 'text', text: '명' }, 2))
  expect(shown(message({ text: '12', turn: 2 }), streamed).text).toBe('12명')
  expect(shown(message({ text: '12', turn: 3 }), streamed).text).toBe('12')
})
