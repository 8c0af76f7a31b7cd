import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSealed, type SubjectKeys, seal } from '../adapters/event-store/personal-data.ts'
import golden from '../domain/events.golden.json' with { type: 'json' }
import { eventTypes } from '../domain/index.ts'
import { personalFields } from '../domain/kernel.ts'
import type { Row } from './rows/row.ts'
import type { Change, View } from './view.ts'
import { views } from './views.ts'

const key = randomBytes(32)
const keys: SubjectKeys = { find: async () => key, findOrCreate: async () => key, erase: async () => {} }
const samples: Record<string, Record<string, Record<string, unknown>>> = golden

/** The newest sample of every event with personal fields, as the projections get it. */
const sealedEvents = await Promise.all(
  [...eventTypes]
    .filter(([, { spec }]) => personalFields(spec.schema).length > 0)
    .map(async ([type, { spec }]) => {
      const sample = samples[type]?.[spec.v] ?? {}
      const data = await seal(sample, personalFields(spec.schema), 'somebody', keys)
      return {
        type,
        sample,
        fields: personalFields(spec.schema),
        event: { id: 'e', type, position: 9, revision: 0, data, meta: {} },
      }
    }),
)

type Handler = (event: unknown) => Change[]
const handlerOf = (view: View, type: string) => (view.on as unknown as Record<string, Handler | undefined>)[type]
const folds = sealedEvents.flatMap((sealed) =>
  views.flatMap((view) => {
    const handle = handlerOf(view, sealed.type)
    return handle ? [{ ...sealed, view, handle }] : []
  }),
)

/** A row that any view can change. */
const THERE = { merchantId: 'm', title: '', channels: {}, days: {}, hours: {}, duties: [{ dutyId: 'refund' }] }

/** What a change makes, and what it makes of a row that is there already. */
const rowsOf = ({ id, fresh, update }: Change): unknown[] => [
  fresh,
  update?.({ ...THERE, ...fresh, _id: id, position: 1 } as Row),
]

const holdsSealed = (value: unknown): boolean =>
  isSealed(value) || (typeof value === 'object' && value !== null && Object.values(value).some(holdsSealed))

test.each(folds)(
  '$type, sealed, is folded by $view.name without a word of it',
  ({ sample, fields, event, view, handle }) => {
    const rows = handle(event).flatMap(rowsOf)
    const text = JSON.stringify(rows)
    for (const field of fields) if (sample[field]) expect(text).not.toContain(JSON.stringify(sample[field]))
    if (holdsSealed(rows)) expect(view).toMatchObject({ sealed: true, private: true })
  },
)

test('every event with personal fields has them in its sample, and every sealed view is among those that were looked at', () => {
  for (const { event } of sealedEvents) expect(holdsSealed(event.data)).toBe(true)
  const looked = folds
    .filter(({ event, handle }) => holdsSealed(handle(event).flatMap(rowsOf)))
    .map(({ view }) => view.name)
  expect([...new Set(looked)].sort()).toEqual(
    views
      .filter(({ sealed }) => sealed)
      .map(({ name }) => name)
      .sort(),
  )
})
