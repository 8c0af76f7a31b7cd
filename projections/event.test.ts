import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kst } from './event.ts'

const clock = new Intl.DateTimeFormat('en-CA', {
  ...{ timeZone: 'Asia/Seoul', hourCycle: 'h23', weekday: 'short' },
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
})
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

test('the clock of a Korean shop is the one of Seoul, whatever instant was asked before', () => {
  const instant = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(fc.array(instant, { minLength: 1 }), (instants) => {
      for (const at of instants) {
        const said = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
        expect(kst(at.toISOString())).toEqual({
          date: `${said.year}-${said.month}-${said.day}`,
          weekday: WEEKDAYS.indexOf(said.weekday ?? ''),
          hour: Number(said.hour),
        })
      }
    }),
  )
  expect(() => kst('yesterday')).toThrow(RangeError)
})
