import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { personal } from '../../domain/kernel.ts'
import { closedData, decodeEvents, type EventTypes, encodeEvents } from './codec.ts'
import type { Cause, RecordedEvent } from './event-store.ts'
import {
  decrypt,
  ERASED,
  encrypt,
  findKeys,
  isSealed,
  KEPT,
  movedFrom,
  openRows,
  type SubjectKeys,
  seal,
  subjectsIn,
  unseal,
} from './personal-data.ts'

const key = randomBytes(32)

/** Keys in memory, as any keeper of keys has to behave. */
function createKeys(): SubjectKeys {
  const held = new Map<string, Buffer | undefined>()
  return {
    find: async (subject) => held.get(subject),
    findOrCreate: async (subject) => {
      if (held.has(subject) && !held.get(subject)) throw new Error('erased')
      const own = held.get(subject) ?? randomBytes(32)
      held.set(subject, own)
      return own
    },
    erase: async (subject) => void held.set(subject, undefined),
  }
}

describe('encryption', () => {
  test('gives back what went in, and never the same text twice', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (plain, context) => {
        const sealed = encrypt(key, plain, context)
        expect(decrypt(key, sealed, context)).toBe(plain)
        expect(encrypt(key, plain, context)).not.toBe(sealed)
      }),
    )
  })
  test('opens with no other key, for no other field and no other person', () => {
    const sealed = encrypt(key, '김하늘', 'personId:p1/name')
    expect(() => decrypt(randomBytes(32), sealed, 'personId:p1/name')).toThrow()
    expect(() => decrypt(key, sealed, 'personId:p1/phone')).toThrow()
    expect(() => decrypt(key, sealed, 'personId:p2/name')).toThrow()
  })
  test('notices any changed or missing byte', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, place, change) => {
        const bytes = Buffer.from(encrypt(key, plain, 'c'), 'base64')
        const at = place % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ change
        expect(() => decrypt(key, bytes.toString('base64'), 'c')).toThrow()
        expect(() => decrypt(key, bytes.subarray(0, at).toString('base64'), 'c')).toThrow()
      }),
    )
  })
})

test('sealed fields open again, the others are left alone, and an absent one stays absent', async () => {
  const keys = createKeys()
  const sealed = await seal({ id: 'p1', name: '김하늘', phone: undefined }, ['name', 'phone'], 'personId:p1', keys)
  expect(sealed).toMatchObject({ id: 'p1', name: { subject: 'personId:p1' } })
  expect(JSON.stringify(sealed)).not.toContain('김하늘')
  const opened = async () => unseal(sealed, await findKeys(keys, subjectsIn(sealed)))
  expect(await opened()).toEqual({ id: 'p1', name: '김하늘', phone: undefined })
  await keys.erase('personId:p1')
  expect(await opened()).toEqual({ id: 'p1', name: ERASED, phone: undefined })
})

const Noted = z.object({ personId: z.string(), name: personal(z.string()), text: z.string() })
const types: EventTypes = new Map([
  ['Noted', { spec: { v: 1, schema: Noted, public: true, subjectField: 'personId' } }],
])
const cause: Cause = {
  correlationId: 'c',
  causationId: 'c',
  merchantId: 'm1',
  actor: 'a1',
  now: '2026-11-21T00:00:00.000Z',
}
const stored = (type: string, data: Record<string, unknown>, v = 1) => ({ type, data, meta: { v } }) as RecordedEvent
const noted = (personId: string) => ({ type: 'Noted', data: { personId, name: '김하늘', text: 'hello' } })

describe('the codec', () => {
  test('stores nobody’s name, and shows marks to those who may not see it', async () => {
    const keys = createKeys()
    const [kept] = await encodeEvents(types, keys, [noted('p1')], '', cause)
    expect(isSealed(kept?.data.name)).toBe(true)
    const event = { type: 'Noted', data: kept?.data ?? {}, meta: { v: 1 } }
    expect(await closedData(types, keys, event)).toEqual({ personId: 'p1', name: KEPT, text: 'hello' })
    await keys.erase('personId:p1')
    expect(await closedData(types, keys, event)).toEqual({ personId: 'p1', name: ERASED, text: 'hello' })
    const { events } = await decodeEvents(types, keys, [stored('Noted', event.data)])
    expect(events[0]?.data).toEqual({ personId: 'p1', name: ERASED, text: 'hello' })
    await expect(encodeEvents(types, keys, [noted('p1')], '', cause)).rejects.toThrow('erased')
  })

  test('one person’s data cannot be passed off as another’s', async () => {
    const keys = createKeys()
    const [one, two] = await encodeEvents(types, keys, [noted('p1'), noted('p2')], '', cause)
    const name = { ...(one?.data.name as object), subject: 'personId:p2' }
    const forged = stored('Noted', { ...two?.data, name })
    expect(await decodeEvents(types, keys, [forged])).toEqual({ events: [], failure: expect.any(Error) })
  })

  test('gives every event of every append an id and a hash of its own', async () => {
    const append = () => encodeEvents(types, createKeys(), [noted('p1'), noted('p1')], '', cause)
    const all = [...(await append()), ...(await append())]
    expect(new Set(all.map(({ id }) => id)).size).toBe(4)
    expect(new Set(all.map(({ metadata }) => metadata.hash)).size).toBe(4)
  })

  test('refuses what does not fit, what it does not know, and what is newer than it', async () => {
    const wrong = { type: 'Noted', data: { personId: 'p1', text: 'no name' } }
    await expect(encodeEvents(types, createKeys(), [wrong], '', cause)).rejects.toThrow('Invalid')
    await expect(encodeEvents(types, createKeys(), [{ type: 'Else', data: {} }], '', cause)).rejects.toThrow(
      'not registered',
    )
  })

  test('reads up to what it cannot read, and says why', async () => {
    const failure = async (next: RecordedEvent) => {
      const { events, failure } = await decodeEvents(types, createKeys(), [stored('Noted', { text: 'a' }), next])
      expect(events.map(({ data }) => data)).toEqual([{ text: 'a' }])
      return failure instanceof Error && failure.message
    }
    expect(await failure(stored('Noted', {}, 2))).toBe('Noted is stored in version 2, this program knows 1')
    expect(await failure(stored('Else', {}))).toBe('the event type Else is not registered')
  })

  test('asks for the keys of everybody at once', async () => {
    const keys = createKeys()
    const people = ['p1', 'p2', 'p1', 'p3']
    const all = await encodeEvents(types, keys, people.map(noted), '', cause)
    const asked: string[] = []
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const find = async (subject: string) => {
      asked.push(subject)
      await answered
      return keys.find(subject)
    }
    const decoding = decodeEvents(
      types,
      { ...keys, find },
      all.map(({ type, data }) => stored(type, data)),
    )
    expect(asked).toEqual(['personId:p1', 'personId:p2', 'personId:p3'])
    answer()
    expect((await decoding).events.map(({ data }) => data)).toEqual(people.map((person) => noted(person).data))
  })
})

describe('rows', () => {
  const [lee, kim] = ['accountId:lee', 'key:kim']
  const sealedRows = async (keys: SubjectKeys) => {
    const said = await seal({ ownerName: '이소망', text: '비밀이에요' }, ['ownerName', 'text'], lee, keys)
    const entered = await seal({ name: '김하늘', tags: ['a'] }, ['name', 'tags'], kim, keys)
    const duties = [{ title: '환불', evidence: { text: said.text } }, { title: '이해' }]
    return [
      { _id: '1', at: new Date(0), name: movedFrom('ownerName', said.ownerName), duties },
      { _id: '2', at: new Date(0), ...entered, none: null },
    ]
  }
  const whole = [
    {
      _id: '1',
      at: new Date(0),
      name: '이소망',
      duties: [{ title: '환불', evidence: { text: '비밀이에요' } }, { title: '이해' }],
    },
    { _id: '2', at: new Date(0), name: '김하늘', tags: ['a'], none: null },
  ]

  test('are opened however deep, under another name too, with each key asked for once', async () => {
    const keys = createKeys()
    const rows = await sealedRows(keys)
    const asked: string[] = []
    const find = async (subject: string) => {
      asked.push(subject)
      return keys.find(subject)
    }
    expect(JSON.stringify(rows)).not.toMatch(/이소망|비밀|김하늘/)
    expect(await openRows({ find }, rows)).toEqual(whole)
    expect(asked.sort()).toEqual([lee, kim])
    expect(await openRows(keys, whole)).toEqual(whole)
  })

  test('of a person who was erased say so at once, and no other row does', async () => {
    const keys = createKeys()
    const rows = await sealedRows(keys)
    await openRows(keys, rows)
    await keys.erase(kim)
    const erased = { ...whole[1], name: ERASED, tags: ERASED }
    expect(await openRows(keys, rows)).toEqual([whole[0], erased])
  })

  test('that were put under another name without saying so do not open', async () => {
    const keys = createKeys()
    const { ownerName } = await seal({ ownerName: '이소망' }, ['ownerName'], lee, keys)
    await expect(openRows(keys, [{ name: ownerName }])).rejects.toThrow()
  })
})
