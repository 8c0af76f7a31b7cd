import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, later, NOW, nextTimer, recorded } from './harness.ts'
import { reply } from './reply.ts'

const turn = { conversationId: 'c1', turn: 1 }
const asked = () => {
  const story = follow(reply, 'c1.1')
  return { story, effects: story.see(recorded(past('ReplyRequested'))) }
}

test('has a reply written, then rests, however it ends', () => {
  for (const end of ['ReplyCompleted', 'ReplyInterrupted'] as const) {
    const { story, effects } = asked()
    expect(effects).toEqual([{ type: 'write-reply', ...turn }])
    expect(story.see(recorded(past(end)))).toEqual([])
    expect([story.lived().snapshot.status, story.timers()]).toEqual(['done', []])
  }
})

test('tells the writer to stop, once, and ends it when it does not', () => {
  const { story } = asked()
  expect(story.see(recorded(past('ReplyStopRequested')))).toEqual([{ type: 'stop-writing', why: 'stopped', ...turn }])
  expect(story.see(recorded(past('ReplyStopRequested')))).toEqual([])
  expect(story.timers()).toMatchObject([{ dueAt: later(NOW, 10_000) }])
  expect(nextTimer(story)).toEqual([{ type: 'stop-writing', why: 'failed', ...turn }])
  story.see(recorded(past('ReplyInterrupted')))
  expect(story.lived().snapshot.status).toBe('done')
})

test('gives a reply up that has not ended after five minutes', () => {
  const { story } = asked()
  expect(story.timers()).toMatchObject([{ dueAt: later(NOW, 300_000) }])
  expect(nextTimer(story)).toEqual([{ type: 'stop-writing', why: 'failed', ...turn }])
})

test('a reply that is continued is another instance', () => {
  const { story } = asked()
  story.see(recorded(past('ReplyInterrupted')))
  const again = past('ReplyRequested', { turn: 2, continues: true })
  expect(story.see(recorded(again))).toEqual([])
  expect(follow(reply, 'c1.2').see(recorded(again))).toEqual([{ type: 'write-reply', conversationId: 'c1', turn: 2 }])
})

test('nothing of what was said comes into its own stream', () => {
  const { story } = asked()
  for (const type of ['ReplyStopRequested', 'ReplyCompleted'] as const) story.see(recorded(past(type)))
  const log = JSON.stringify(story.log.map(({ data }) => data))
  for (const said of ['12명', '참여', 'accountId']) expect(log).not.toContain(said)
})
