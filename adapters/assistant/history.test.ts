import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimateTokens } from '../ai/tokens.ts'
import { type Exchange, historyOf, planHistory, turnsOf } from './history.ts'

const message = (text: string) => ({ type: 'MessageSent', data: { text } })
const asked = (replyId: string, turn: number) => ({ type: 'ReplyRequested', data: { replyId, turn } })
const answered = (replyId: string, text: string) => ({ type: 'ReplyCompleted', data: { replyId, text } })
const cut = (replyId: string, text: string) => ({ type: 'ReplyInterrupted', data: { replyId, text } })

describe('the history of a conversation', () => {
  test('is its questions with their answers, a continued one once', () => {
    const events = [
      ...[message('어제?'), asked('r1', 1), cut('r1', '12'), asked('r1', 2), answered('r1', '12명')],
      ...[message('오늘?'), asked('r2', 3)],
    ]
    expect(historyOf(events)).toEqual({
      exchanges: [
        { turn: 2, replyId: 'r1', question: '어제?', answer: '12명' },
        { turn: 3, replyId: 'r2', question: '오늘?', answer: '' },
      ],
    })
  })
  test('keeps the newest summary', () => {
    const summed = (upTo: number, text: string) => ({ type: 'HistorySummarised', data: { upTo, text } })
    expect(historyOf([summed(1, 'a'), summed(4, 'b')]).summary).toEqual({ upTo: 4, text: 'b' })
  })
  test('as turns: whoever was cut before a word says nothing', () => {
    const said = [{ turn: 1, replyId: 'r', question: 'a', answer: '' }]
    expect(turnsOf(said)).toEqual([{ role: 'user', content: 'a' }])
  })
})

const exchange = fc.record({ question: fc.string({ maxLength: 60 }), answer: fc.string({ maxLength: 400 }) })
const conversation = fc
  .array(exchange, { maxLength: 40 })
  .map((all) => all.map((one, index): Exchange => ({ ...one, replyId: `r${index}`, turn: index + 1 })))

test('what is said word for word fits the budget, and nothing is left out: the rest is summarised', () => {
  fc.assert(
    fc.property(
      conversation,
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 50, max: 800 }),
      (all, upTo, budget) => {
        const summary = { upTo, text: 'x'.repeat(60) }
        const { recent, older } = planHistory({ exchanges: all, summary }, budget)
        const open = all.filter(({ turn }) => turn > upTo)
        expect([...older, ...recent]).toEqual(open)
        const size = (some: Exchange[]) =>
          some.reduce((sum, one) => sum + estimateTokens(one.question) + estimateTokens(one.answer), 0)
        expect(size(recent)).toBeLessThanOrEqual(budget)
        if (older.length > 0) expect(size(recent)).toBeLessThanOrEqual(budget / 2)
      },
    ),
  )
})

test('after a summary there is room, so that the next message does not pay for another', () => {
  const all = Array.from({ length: 20 }, (_, index) => ({
    ...{ replyId: `r${index}`, turn: index + 1, question: 'q'.repeat(90), answer: 'a'.repeat(210) },
  }))
  const first = planHistory({ exchanges: all }, 1_000)
  expect(first.older.length).toBeGreaterThan(0)
  const summary = { upTo: first.older.at(-1)?.turn ?? 0, text: 's'.repeat(300) }
  expect(planHistory({ exchanges: all, summary }, 1_000).older).toEqual([])
})
