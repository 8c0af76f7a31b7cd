import { expect, test } from 'vitest'
import { setup } from 'xstate'
import { sagaDiagram } from './saga-diagram.ts'

const machine = setup({}).createMachine({
  id: 'kettle',
  initial: 'cold',
  on: { Broken: '.gone' },
  states: {
    cold: {
      on: {
        SwitchedOn: [
          { target: 'warm', guard: () => true },
          { target: 'warm', guard: () => false },
        ],
      },
    },
    warm: {
      initial: 'heating',
      after: { 5000: 'cold' },
      states: { heating: { always: 'boiling' }, boiling: {} },
    },
    gone: { type: 'final' },
  },
})

test('a machine becomes a diagram: what leads where, what lies within what, what holds in every state', () => {
  expect(sagaDiagram({ name: 'kettle', version: 1, machine, routes: {} })).toBe(`stateDiagram-v2
[*] --> cold
cold
cold --> warm: SwitchedOn
state warm {
[*] --> warm_heating
warm_heating
warm_heating --> warm_boiling
warm_boiling
}
warm --> cold: after 5 s
gone
gone --> [*]
any_state --> gone: Broken`)
})
