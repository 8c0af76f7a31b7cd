import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { content } from './content.ts'
import { type MediaFile, pictureOf, piecesFor } from './creative.ts'
import { given, NOW, past, play } from './given.ts'

const requested = past('ContentRequested')
const made = past('CreativeMade')
const failed = past('CreativeFailed')
const painted = past('BackgroundPainted')
const { at: _a, fromCache: _f, ...request } = requested.data
const { at: _b, promotionId: _p, merchantId: _m, ...record } = made.data
const { at: _c, promotionId: _p2, merchantId: _m2, ...fail } = failed.data
const { at: _d, promotionId: _p3, merchantId: _m3, ...background } = painted.data
const revise = { contentId: 'c1', piece: 'instagram-square', words: { title: '가을 단골에게' } }
const now = { at: NOW }

describe('a request', () => {
  test('begins the work; the same again changes nothing', () => {
    const outcome = [{ type: 'ContentRequested', data: { ...request, fromCache: false, ...now } }]
    expect(given(content).when('RequestContent', request)).toEqual(outcome)
    expect(given(content, [requested]).when('RequestContent', request)).toEqual([])
  })
  test('with everything kept is done in the same breath', () => {
    const { piece, file, lineage } = made.data
    const { prompt, usage } = painted.data
    const kept = {
      background: { prompt, usage, file: painted.data.file },
      made: [{ piece, file, lineage }],
    }
    const events = given(content).when('RequestContent', { ...request, kept })
    expect(events).toMatchObject([
      { type: 'ContentRequested', data: { fromCache: true } },
      { type: 'BackgroundPainted', data: { prompt } },
      { type: 'CreativeMade', data: { piece, round: 1 } },
    ])
  })
})

describe('what the saga reports', () => {
  test.each([
    ['RecordCreative', record, 'CreativeMade', [requested, made]],
    ['FailCreative', fail, 'CreativeFailed', [requested, failed]],
    ['RecordBackground', background, 'BackgroundPainted', [requested, painted]],
  ] as const)('%s is recorded once', (type, input, event, after) => {
    expect(given(content, [requested]).when(type, input)).toMatchObject([{ type: event }])
    expect(given(content, [...after]).when(type, input)).toEqual([])
    expect(given(content).when(type, input)).toEqual({ rejected: 'CONTENT_NOT_FOUND' })
  })
  test('of an older round is no news', () => {
    const again = [requested, made, past('CreativeRevised')]
    expect(given(content, again).when('RecordCreative', record)).toEqual([])
    expect(given(content, again).when('RecordCreative', { ...record, round: 2 })).toHaveLength(1)
  })
  test('of a piece that nobody asked for is dropped', () => {
    expect(given(content, [requested]).when('RecordCreative', { ...record, piece: 'kakao' })).toEqual([])
  })
})

describe('other words on one picture', () => {
  test('start its next round; the same words again change nothing', () => {
    const outcome = given(content, [requested, made]).when('ReviseCreative', revise)
    expect(outcome).toMatchObject([{ type: 'CreativeRevised', data: { piece: 'instagram-square', round: 2 } }])
    const after = [requested, made, past('CreativeRevised')]
    expect(given(content, after).when('ReviseCreative', revise)).toEqual([])
  })
  test('try one again that failed, with the words it had', () => {
    const history = [requested, failed]
    expect(given(content, history).when('ReviseCreative', { ...revise, words: {} })).toHaveLength(1)
    expect(given(content, [requested, made]).when('ReviseCreative', { ...revise, words: {} })).toEqual([])
  })
  test('on television are on its clip too', () => {
    const tv = past('ContentRequested', { pieces: ['link', 'genie-tv', 'genie-tv-clip', 'uridongne-tv'] })
    const events = given(content, [tv]).when('ReviseCreative', { ...revise, piece: 'genie-tv' })
    expect((events as { data: { piece: string } }[]).map(({ data }) => data.piece)).toEqual([
      'genie-tv',
      'genie-tv-clip',
    ])
  })
  test('need a picture that is there', () => {
    const outcome = given(content, [requested]).when('ReviseCreative', { ...revise, piece: 'kakao' })
    expect(outcome).toEqual({ rejected: 'CREATIVE_NOT_FOUND' })
  })
})

test('any commands: a repeat records nothing', () => {
  const anything = fc.constantFrom(
    { type: 'RequestContent', input: request },
    { type: 'RecordCreative', input: record },
    { type: 'RecordCreative', input: { ...record, round: 2 } },
    { type: 'FailCreative', input: fail },
    { type: 'RecordBackground', input: background },
    { type: 'ReviseCreative', input: revise },
  )
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (commands) => {
      for (const { first, again } of play(content, commands).steps)
        expect(again).toEqual(Array.isArray(first) ? [] : first)
    }),
    { numRuns: 200 },
  )
})

test('a channel has its own pieces, the link always one; it posts its own, else the link’s', () => {
  expect(piecesFor([])).toEqual(['link'])
  expect(piecesFor(['genie-tv', 'ringobiz'])).toEqual(['link', 'genie-tv', 'genie-tv-clip'])
  const file = (hash: string) => ({ hash }) as MediaFile
  const files = { link: file('l'), 'instagram-portrait': file('p') }
  expect(pictureOf('instagram', files)?.hash).toBe('p')
  expect(pictureOf('kakao', files)?.hash).toBe('l')
  expect(pictureOf('kakao', {})).toBeUndefined()
})
