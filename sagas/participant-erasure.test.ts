import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, recorded } from './harness.ts'
import { participantErasure } from './participant-erasure.ts'

const asked = past('ParticipantErasureRequested')
const { entryId, participantKey } = asked.data
const destroy = { type: 'erase-participant', entryId, participantKey }

test('who is to be erased is erased here and in the other promotions, and that is asked for once', () => {
  const story = follow(participantErasure, String(participantKey))
  const first = recorded(asked, 'the request')
  expect(story.see(first)).toEqual([
    destroy,
    { type: 'command', command: 'EraseParticipant', input: { entryId: 'p0.77aa' } },
  ])
  expect(story.see(first)).toEqual([])
  expect(story.state()).toBe('erasing')
  expect(story.see(recorded(past('ParticipantErased')))).toEqual([])
  expect(story.lived().snapshot.status).toBe('done')
  expect(story.replayed()).toEqual(story.lived())
})

test('who came again and is erased again is an erasure of its own: of the new key alone', () => {
  const story = follow(participantErasure, `${participantKey}-2`)
  expect(story.see(recorded(asked))).toEqual([])
  const again = past('ParticipantErasureRequested', { participantKey: `${participantKey}-2`, others: [] })
  expect(story.see(recorded(again))).toEqual([{ ...destroy, participantKey: `${participantKey}-2` }])
})
