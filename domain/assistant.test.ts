import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assistant } from './assistant.ts'
import { given, NOW, past, play } from './given.ts'

const created = past('AssistantCreated')
const { at: _a, merchantId: _m, assistantId, why: _w, version: _v, ...version } = past('AssistantRevised').data
const first = past('AssistantRevised', { version: 1, knowledgeIds: [] })
const added = past('KnowledgeAdded')
const { at: _at, merchantId: _mi, ...document } = added.data
const made = [created, first]
const withDocument = [...made, added, past('AssistantRevised')]
const owned = { assistantId, merchantId: 'm1', at: NOW }

describe('making an assistant', () => {
  test('a name is enough; its first version holds the defaults', () => {
    const events = given(assistant).when('CreateAssistant', { assistantId, name: '도우미' })
    expect(events).toMatchObject([
      { type: 'AssistantCreated', data: { ...owned, pack: false } },
      { type: 'AssistantRevised', data: { version: 1, name: '도우미', starters: [], knowledgeIds: [], why: 'edited' } },
    ])
  })

  test('a change is the next version whole; no change is none', () => {
    const changes = { instructions: '짧게 답해요.' }
    expect(given(assistant, made).when('ReviseAssistant', { assistantId, changes })).toMatchObject([
      { type: 'AssistantRevised', data: { ...version, ...changes, knowledgeIds: [], version: 2 } },
    ])
    const same = { instructions: version.instructions, starters: version.starters }
    expect(given(assistant, made).when('ReviseAssistant', { assistantId, changes: same })).toEqual([])
  })

  test.each(['ReviseAssistant', 'PublishAssistant', 'AddKnowledge', 'GrantAssistant'])('%s needs one', (type) => {
    const input = { assistantId, changes: {}, version: 1, to: { role: 'staff' }, ...document }
    expect(given(assistant).when(type, input)).toEqual({ rejected: 'ASSISTANT_NOT_FOUND' })
  })
})

describe('documents', () => {
  test('one that is added is part of the next version; the same one again is nothing', () => {
    expect(given(assistant, made).when('AddKnowledge', document)).toMatchObject([
      { type: 'KnowledgeAdded', data: document },
      { type: 'AssistantRevised', data: { version: 2, knowledgeIds: ['doc1'], why: 'knowledge-added' } },
    ])
    expect(given(assistant, withDocument).when('AddKnowledge', document)).toEqual([])
  })

  test('one that is removed is gone from the next version', () => {
    const input = { assistantId, documentId: 'doc1' }
    expect(given(assistant, withDocument).when('RemoveKnowledge', input)).toMatchObject([
      { type: 'KnowledgeRemoved' },
      { type: 'AssistantRevised', data: { version: 3, knowledgeIds: [], why: 'knowledge-removed' } },
    ])
    expect(given(assistant, made).when('RemoveKnowledge', input)).toEqual([])
  })

  test('what was refused can be read again, what is being read cannot', () => {
    const input = { assistantId, documentId: 'doc1' }
    const refused = [...withDocument, past('KnowledgeRefused')]
    expect(given(assistant, refused).when('RereadKnowledge', input)).toMatchObject([
      { type: 'KnowledgeRereadRequested' },
    ])
    expect(given(assistant, withDocument).when('RereadKnowledge', input)).toEqual([])
    expect(given(assistant, made).when('RereadKnowledge', input)).toEqual({ rejected: 'KNOWLEDGE_NOT_FOUND' })
  })

  test('a reading that ends after its deadline counts; one of a removed document does not', () => {
    const input = { assistantId, documentId: 'doc1', passages: 3, model: 'm' }
    const late = [...withDocument, past('KnowledgeRefused')]
    expect(given(assistant, late).when('RecordKnowledgeIndexed', input)).toMatchObject([{ type: 'KnowledgeIndexed' }])
    const removed = [...withDocument, past('KnowledgeRemoved')]
    expect(given(assistant, removed).when('RecordKnowledgeIndexed', input)).toEqual([])
  })

  test('there is a most of them', () => {
    const many = Array.from({ length: 50 }, (_, n) => past('KnowledgeAdded', { documentId: `d${n}` }))
    expect(given(assistant, [...made, ...many]).when('AddKnowledge', document)).toEqual({ rejected: 'KNOWLEDGE_FULL' })
  })
})

describe('publishing', () => {
  test('any version can be published, and carries all it says', () => {
    expect(given(assistant, withDocument).when('PublishAssistant', { assistantId, version: 1 })).toEqual([
      { type: 'AssistantPublished', data: { ...version, knowledgeIds: [], version: 1, ...owned } },
    ])
    const input = { assistantId, version: 9 }
    expect(given(assistant, made).when('PublishAssistant', input)).toEqual({ rejected: 'VERSION_NOT_FOUND' })
  })

  test('another shop’s commands find nothing: whose it is stands in its events', () => {
    expect(assistant.merchantOf(given(assistant, made).state)).toBe('m1')
    expect(assistant.merchantOf(assistant.initial)).toBeUndefined()
  })
})

describe('ready-made assistants', () => {
  const { knowledgeIds: _k, ...definition } = version
  const { assistantId: _id, ...file } = document
  const install = { assistantId, definition, documents: [file] }
  const types = (events: unknown) => (events as { type: string }[]).map(({ type }) => type)

  test('are created, read, published and granted at once; again, nothing happens', () => {
    const { steps, state } = play(assistant, [{ type: 'InstallPack', input: install }])
    expect(types(steps[0]?.first)).toEqual([
      'AssistantCreated',
      'KnowledgeAdded',
      'AssistantRevised',
      'AssistantPublished',
      'AssistantGranted',
      'AssistantGranted',
    ])
    expect(steps[0]?.again).toEqual([])
    expect(assistant.merchantOf(state)).toBe('madang')
  })

  test('a renewed file takes the place of the old one, in a new version', () => {
    const renewed = { ...install, documents: [{ ...file, documentId: 'doc2' }] }
    const { steps } = play(assistant, [
      { type: 'InstallPack', input: install },
      { type: 'InstallPack', input: renewed },
    ])
    expect(types(steps[1]?.first)).toEqual([
      'KnowledgeRemoved',
      'KnowledgeAdded',
      'AssistantRevised',
      'AssistantPublished',
    ])
  })
})

test('whatever is sent in whatever order, a repeat is silent and versions count up by one', () => {
  const ids = fc.constantFrom('d1', 'd2')
  const commands = fc.oneof(
    fc.record({ type: fc.constant('ReviseAssistant'), changes: fc.record({ name: fc.constantFrom('가', '나') }) }),
    fc.record({ type: fc.constantFrom('AddKnowledge', 'RemoveKnowledge'), documentId: ids }),
    fc.record({ type: fc.constant('PublishAssistant'), version: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ type: fc.constantFrom('WithdrawAssistant') }),
    fc.record({
      type: fc.constantFrom('GrantAssistant', 'RevokeGrant'),
      to: fc.constantFrom({ role: 'staff' }, { accountId: 'a2' }),
    }),
  )
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 25 }), (sent) => {
      const create = { type: 'CreateAssistant', input: { assistantId, name: '도우미' } }
      const all = [
        create,
        ...sent.map(({ type, ...input }) => ({ type, input: { ...document, assistantId, ...input } })),
      ]
      const { steps, events } = play(assistant, all)
      for (const { first: done, again } of steps) if (Array.isArray(done)) expect(again).toEqual([])
      const versions = events
        .filter(({ type }) => type === 'AssistantRevised')
        .map(({ data }) => (data as { version: number }).version)
      expect(versions).toEqual(versions.map((_, index) => index + 1))
    }),
  )
})
