import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunksOf, sentencesOf } from './chunk.ts'

const KOREAN =
  '가게 앞에 두 대를 세울 수 있어요. 뒤쪽 주차장은 한 시간까지 무료예요! 더 오래 계시면 어떻게 하나요? 주차권을 드려요.'

describe('sentences', () => {
  test('of Korean end where they end', () => {
    expect(sentencesOf(KOREAN)).toEqual([
      '가게 앞에 두 대를 세울 수 있어요.',
      '뒤쪽 주차장은 한 시간까지 무료예요!',
      '더 오래 계시면 어떻게 하나요?',
      '주차권을 드려요.',
    ])
  })

  test('numbers do not end them, and endless ones are cut between words', () => {
    expect(sentencesOf('값은 3.5만 원이에요. 싸요.')).toHaveLength(2)
    const endless = sentencesOf('낱말 '.repeat(1_000))
    expect(Math.max(...endless.map((piece) => piece.length))).toBeLessThanOrEqual(900)
    expect(endless.every((piece) => piece.startsWith('낱말') && piece.endsWith('낱말'))).toBe(true)
  })
})

describe('pieces', () => {
  const long = Array.from({ length: 40 }, (_, n) => `이것은 ${n}번째 문장이고 가게의 안내를 담고 있어요.`).join(' ')

  test('overlap by whole sentences', () => {
    const chunks = chunksOf([{ text: long }])
    expect(chunks.length).toBeGreaterThan(1)
    for (const [index, { text }] of chunks.entries()) {
      expect(text.length).toBeLessThanOrEqual(900)
      if (index === 0) continue
      const begins = sentencesOf(text)[0] as string
      expect(chunks[index - 1]?.text).toContain(begins)
    }
  })

  test('never reach over a heading, and know their page', () => {
    const blocks = [
      { text: '가.', heading: '하나', page: 1 },
      { text: '나.', heading: '하나', page: 2 },
      { text: '다.', heading: '둘', page: 2 },
    ]
    expect(chunksOf(blocks)).toEqual([
      { n: 1, text: '가.\n나.', heading: '하나', page: 1 },
      { n: 2, text: '다.', heading: '둘', page: 2 },
    ])
  })

  test('rows of a table are not repeated', () => {
    const rows = Array.from({ length: 200 }, (_, n) => ({ text: `번호: ${n}; 이름: 마당의원 ${n}호점`, isRow: true }))
    const all = chunksOf(rows).flatMap(({ text }) => text.split('\n'))
    expect(all).toEqual(rows.map(({ text }) => text))
  })

  test('lose nothing, whatever the document', () => {
    const word = fc.stringMatching(/^[가-하a-z]{1,12}$/)
    const paragraph = fc.array(word, { minLength: 1, maxLength: 300 }).map((words) => `${words.join(' ')}.`)
    fc.assert(
      fc.property(fc.array(fc.record({ text: paragraph, isRow: fc.boolean() }), { maxLength: 12 }), (blocks) => {
        const chunks = chunksOf(blocks)
        const kept = chunks.map(({ text }) => text).join('\n')
        for (const { text } of blocks) for (const sentence of sentencesOf(text)) expect(kept).toContain(sentence)
        expect(chunks.map(({ n }) => n)).toEqual(chunks.map((_, index) => index + 1))
      }),
      { numRuns: 30 },
    )
  })
})
