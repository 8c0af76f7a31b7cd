import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, later, NOW, nextTimer, recorded } from './harness.ts'
import { recommendationPipeline } from './recommendation-pipeline.ts'

const criteria = { trade: 'cafe', region: 'daegu', purpose: 'regulars', season: 'autumn' }
const { trends } = past('TrendsAnalysed').data
const analyse = { type: 'analyse-trends', recommendationId: 'r1', criteria }
const propose = { type: 'propose-plans', recommendationId: 'r1', criteria, trends }
const asked = () => {
  const story = follow(recommendationPipeline, 'r1')
  return { story, effects: story.see(recorded(past('RecommendationRequested'))) }
}

test('analyses, then has plans made, then rests', () => {
  const { story, effects } = asked()
  expect(effects).toEqual([analyse])
  expect(story.see(recorded(past('TrendsAnalysed')))).toEqual([propose])
  expect(story.see(recorded(past('TrendsAnalysed')))).toEqual([])
  expect(story.see(recorded(past('PlansProposed')))).toEqual([])
  expect([story.lived().snapshot.status, story.timers()]).toEqual(['done', []])
})

test('ends when one of its steps could not be done', () => {
  const { story } = asked()
  expect(story.see(recorded(past('RecommendationFailed')))).toEqual([])
  expect([story.lived().snapshot.status, story.timers()]).toEqual(['done', []])
})

test('fails the job after a minute, whichever step it hangs in', () => {
  for (const between of [[], [past('TrendsAnalysed')]]) {
    const { story } = asked()
    for (const event of between) story.see(recorded(event))
    expect(story.timers()).toMatchObject([{ dueAt: later(NOW, 60_000) }])
    expect(nextTimer(story)).toEqual([
      {
        type: 'command',
        command: 'FailRecommendation',
        input: expect.objectContaining({ code: 'RECOMMENDATION_OVERDUE' }),
      },
    ])
    expect(story.see(recorded(past('PlansProposed')))).toEqual([])
    expect(story.lived().snapshot.status).toBe('done')
  }
})

test('an answer from the cache never starts it', () => {
  const story = follow(recommendationPipeline, 'r1')
  expect(story.see(recorded(past('RecommendationRequested', { fromCache: true })))).toEqual([])
  expect(story.see(recorded(past('PlansProposed', { cached: true })))).toEqual([])
  expect(story.log).toEqual([])
})
