import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSubscribable, matches } from './subjects.ts'
import { type Listed, Sublist } from './sublist.ts'

const token = fc.constantFrom('a', 'b', 'c', '*', '>')
const pattern = fc
  .array(token, { minLength: 1, maxLength: 4 })
  .map((tokens) => tokens.join('.'))
  .filter(isSubscribable)
const subject = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 })
  .map((tokens) => tokens.join('.'))
const queue = fc.constantFrom(null, null, 'q', 'r')
const step = fc.oneof(
  fc.record({ add: fc.record({ subject: pattern, queue }) }),
  fc.record({ remove: fc.nat() }),
  fc.record({ ask: subject }),
)

test('it finds what comparing with every subscription finds, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sublist = new Sublist<Listed>()
      const listed: Listed[] = []
      for (const one of steps) {
        if ('add' in one) {
          listed.push(one.add)
          sublist.add(one.add)
        } else if ('remove' in one && listed.length > 0) {
          for (const gone of listed.splice(one.remove % listed.length, 1)) sublist.remove(gone)
        } else if ('ask' in one) {
          const { plain, groups } = sublist.match(one.ask)
          const wanted = listed.filter((sub) => matches(sub.subject, one.ask))
          expect(new Set([...plain, ...groups.flat()])).toEqual(new Set(wanted))
          expect(plain.length + groups.flat().length).toBe(wanted.length)
          expect(new Set(groups.map((group) => group[0]?.queue)).size).toBe(groups.length)
        }
        expect(sublist.size).toBe(listed.length)
      }
    }),
  )
})

test('removing what is not there changes nothing', () => {
  const sublist = new Sublist<Listed>()
  sublist.add({ subject: 'a.b', queue: 'q' })
  for (const subject of ['a.b', 'a', 'a.b.c', 'z']) sublist.remove({ subject, queue: null })
  sublist.remove({ subject: 'a.b', queue: 'q' })
  expect(sublist.size).toBe(1)
  expect(sublist.match('a.b').groups).toHaveLength(1)
})

test('its cache does not grow without end', () => {
  const sublist = new Sublist<Listed>()
  sublist.add({ subject: '_INBOX.>', queue: null })
  for (let n = 0; n < 10_000; n += 1) expect(sublist.match(`_INBOX.${n}`).plain).toHaveLength(1)
  expect(sublist.footprint().cached).toBeLessThanOrEqual(4_096)
  sublist.add({ subject: '_INBOX.9999', queue: null })
  expect(sublist.match('_INBOX.9999').plain).toHaveLength(2)
})

test('what was removed leaves nothing behind', () => {
  const sublist = new Sublist<Listed>()
  const subs = ['a.b.c', 'a.b.*', 'a.>', 'd'].map((subject) => ({ subject, queue: subject === 'd' ? 'q' : null }))
  for (const sub of subs) sublist.add(sub)
  expect(sublist.footprint().nodes).toBe(6)
  for (const sub of subs) sublist.remove(sub)
  expect(sublist.footprint()).toEqual({ nodes: 0, cached: 0 })
})
