import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { contentPipeline } from './content-pipeline.ts'
import { follow, later, NOW, nextTimer, recorded } from './harness.ts'

const asked = (changes: Record<string, unknown> = {}) => {
  const story = follow(contentPipeline, 'c1')
  return { story, effects: story.see(recorded(past('ContentRequested', changes))) }
}
const made = (piece: string, round = 1) => recorded(past('CreativeMade', { piece, round }))
const { facts } = past('ContentRequested').data as { facts: Record<string, unknown> }

test('orders every piece at once, a clip as a clip, then rests', () => {
  const { story, effects } = asked({ pieces: ['link', 'genie-tv-clip'] })
  const order = { contentId: 'c1', round: 1, style: 'warm', model: 'local', facts }
  expect(effects).toEqual([
    { type: 'make-picture', piece: 'link', ...order },
    { type: 'make-clip', piece: 'genie-tv-clip', ...order },
  ])
  expect(story.see(made('link'))).toEqual([])
  expect(story.state()).toBe('making')
  expect(story.see(made('genie-tv-clip'))).toEqual([])
  expect([story.state(), story.timers()]).toEqual(['resting', []])
})

test('one that fails stops no other', () => {
  const { story } = asked({ pieces: ['link', 'kakao'] })
  story.see(recorded(past('CreativeFailed', { piece: 'kakao' })))
  expect(story.state()).toBe('making')
  story.see(made('link'))
  expect(story.state()).toBe('resting')
})

test('a model paints first; what it painted is behind every piece', () => {
  const { story, effects } = asked({ model: 'gpt-image-2' })
  expect(effects).toEqual([{ type: 'paint-background', contentId: 'c1', style: 'warm', facts }])
  const { hash, width, height } = past('BackgroundPainted').data.file as Record<string, unknown>
  const orders = story.see(recorded(past('BackgroundPainted')))
  expect(orders).toMatchObject([
    { type: 'make-picture', piece: 'instagram-square', model: 'gpt-image-2', background: { hash, width, height } },
    { piece: 'link', background: { hash } },
  ])
})

test('without a background the pieces are made all the same; one that never comes is given up', () => {
  const { story } = asked({ model: 'gpt-image-2' })
  expect(nextTimer(story)).toMatchObject([{ type: 'command', command: 'SkipBackground' }])
  const orders = story.see(recorded(past('BackgroundSkipped')))
  expect(orders.map(({ piece, background }) => [piece, background])).toEqual([
    ['instagram-square', undefined],
    ['link', undefined],
  ])
})

test('other words are made anew, in their own round; the old round ends nothing', () => {
  const { story } = asked({ pieces: ['instagram-square'] })
  story.see(made('instagram-square'))
  const [order] = story.see(recorded(past('CreativeRevised')))
  expect(order).toMatchObject({ type: 'make-picture', round: 2, facts: { ...facts, title: '가을 단골에게' } })
  story.see(made('instagram-square', 1))
  expect(story.state()).toBe('making')
  story.see(made('instagram-square', 2))
  expect(story.state()).toBe('resting')
})

test('kept pictures need nothing made, but can be written anew', () => {
  const { story, effects } = asked({ fromCache: true })
  expect([effects, story.state()]).toEqual([[], 'resting'])
  expect(story.see(made('link'))).toEqual([])
  expect(story.see(recorded(past('CreativeRevised')))).toMatchObject([{ type: 'make-picture', round: 2 }])
})

test('what is not there in time has failed, so that nobody waits for ever', () => {
  const { story } = asked()
  story.see(made('link'))
  expect(story.timers()).toMatchObject([{ dueAt: later(NOW, 300_000) }])
  const overdue = { contentId: 'c1', piece: 'instagram-square', round: 1, code: 'CREATIVE_OVERDUE' }
  expect(nextTimer(story)).toMatchObject([{ type: 'command', command: 'FailCreative', input: overdue }])
})
