import { expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, nextTimer, recorded } from './harness.ts'
import { knowledgeIndexing } from './knowledge-indexing.ts'

const { assistantId, documentId, merchantId, title, hash } = past('KnowledgeAdded').data
const index = { type: 'index-document', assistantId, documentId, merchantId, title, hash }
const remove = { type: 'remove-document', assistantId, documentId, merchantId }
const added = () => {
  const story = follow(knowledgeIndexing, 'doc1')
  return { story, effects: story.see(recorded(past('KnowledgeAdded'))) }
}

test('a document is read once, and again when it is asked for', () => {
  const { story, effects } = added()
  expect(effects).toEqual([index])
  expect(story.see(recorded(past('KnowledgeIndexed')))).toEqual([])
  expect(story.timers()).toEqual([])
  expect(story.see(recorded(past('KnowledgeRereadRequested')))).toEqual([index])
})

test('one that takes too long is refused, and may come after all', () => {
  const { story } = added()
  expect(nextTimer(story)).toMatchObject([{ command: 'RefuseKnowledge', input: { code: 'KNOWLEDGE_OVERDUE' } }])
  story.see(recorded(past('KnowledgeIndexed')))
  expect(story.state()).toBe('settled')
})

test('what is removed is taken out of the index, and can be added again', () => {
  const { story } = added()
  expect(story.see(recorded(past('KnowledgeRemoved')))).toEqual([remove])
  expect(nextTimer(story), 'what was still being written then').toEqual([remove])
  expect(story.see(recorded(past('KnowledgeAdded')))).toEqual([index])
})
