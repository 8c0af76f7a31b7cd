import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { upcast } from '../adapters/event-store/codec.ts'
import { sagaEventTypes } from '../sagas/saga-events.ts'
import golden from './events.golden.json' with { type: 'json' }
import kept from './events.schemas.json' with { type: 'json' }
import { aggregates, eventTypes } from './index.ts'
import { schemaTroubles } from './kept-schemas.ts'
import { type EventSpec, isPersonal, personal, personalFields } from './kernel.ts'

const types = new Map<string, { spec: EventSpec }>([...eventTypes, ...sagaEventTypes])
const samples: Record<string, Record<string, Record<string, unknown>>> = golden

describe.each([...types])('%s', (type, { spec }) => {
  test('has a sample of every version, each of which upcasts to what the program knows now', () => {
    const versions = Array.from({ length: spec.v }, (_, index) => index + 1)
    expect(Object.keys(samples[type] ?? {}).map(Number)).toEqual(versions)
    for (const v of versions) {
      const current = upcast(spec, samples[type]?.[v] ?? {}, v)
      expect(spec.schema.parse(current)).toEqual(current)
    }
  })

  test('keeps its personal fields where the codec seals them, and says whose they are', () => {
    const sealed = personalFields(spec.schema)
    expect(marked(spec.schema).sort()).toEqual(sealed.sort())
    if (sealed.length > 0) expect(Object.keys(spec.schema.shape)).toContain(spec.subjectField)
  })
})

/** Paths of everything marked as personal, however deep; only top-level ones are sealed. */
function marked(schema: z.ZodType, path = ''): string[] {
  if (isPersonal(schema)) return [path]
  const def = schema.def as unknown as { shape?: Record<string, z.ZodType>; element?: z.ZodType; innerType?: z.ZodType }
  const inner = [def.element, def.innerType].filter((s) => s !== undefined).flatMap((s) => marked(s, `${path}?`))
  return [
    ...Object.entries(def.shape ?? {}).flatMap(([name, s]) => marked(s, path ? `${path}.${name}` : name)),
    ...inner,
  ]
}

test('a personal mark that the codec would not see is found', () => {
  const deep = z.object({ who: z.object({ name: personal(z.string()) }), more: z.array(personal(z.string())) })
  expect(marked(deep)).toEqual(['who.name', 'more?'])
})

test('there is a sample of nothing else, and no aggregate lacks its own id', () => {
  expect(Object.keys(golden).sort()).toEqual([...types.keys()].sort())
  expect(new Set(aggregates.map(({ name }) => name)).size).toBe(aggregates.length)
  expect([...sagaEventTypes.keys()].filter((type) => !type.startsWith('Saga'))).toEqual([])
  expect([...eventTypes.keys()].filter((type) => type.startsWith('Saga'))).toEqual([])
})

test('folding any events in any order gives a state', () => {
  const all = Object.entries(samples).flatMap(([type, versions]) =>
    Object.values(versions).map((data) => ({ type, data })),
  )
  for (const { evolve, initial } of aggregates)
    for (const order of [all, all.toReversed()]) expect(order.reduce(evolve, initial)).not.toBeUndefined()
})

test('no version that was ever written has changed its schema', () => {
  expect(schemaTroubles(types, kept)).toEqual([])
})

test('a changed, a new and a forgotten schema are noticed', () => {
  const { spec } = types.get('PostPublished') as { spec: EventSpec }
  const wider = new Map([['PostPublished', { spec: { ...spec, schema: spec.schema.extend({ note: z.string() }) } }]])
  const newer = new Map([['PostPublished', { spec: { ...spec, v: 2 } }]])
  const one = { PostPublished: kept.PostPublished }
  expect(schemaTroubles(wider, one)).toEqual([expect.stringMatching(/PostPublished v1 has changed/)])
  expect(schemaTroubles(newer, one)).toEqual([expect.stringMatching(/PostPublished v2 is not kept/)])
  expect(schemaTroubles(new Map(), one)).toEqual([expect.stringMatching(/PostPublished is no longer registered/)])
})

test('upcasters run in a chain from the stored version to the current one', () => {
  const spec: EventSpec = {
    v: 3,
    public: true,
    schema: z.object({ name: z.string(), shop: z.string(), tags: z.array(z.string()) }),
    upcast: {
      1: ({ full, ...rest }) => ({ ...rest, name: String(full).trim() }),
      2: (data) => ({ ...data, tags: [data.name] }),
    },
  }
  const expected = { name: '봄', shop: 'm1', tags: ['봄'] }
  expect(upcast(spec, { full: ' 봄 ', shop: 'm1' }, 1)).toEqual(expected)
  expect(upcast(spec, { name: '봄', shop: 'm1' }, 2)).toEqual(expected)
  expect(upcast(spec, expected, 3)).toEqual(expected)
  expect(() => upcast({ ...spec, upcast: {} }, {}, 2)).toThrow('no upcaster from version 2')
})
