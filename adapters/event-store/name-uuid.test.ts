import fc from 'fast-check'
import { v5 } from 'uuid'
import { expect, test } from 'vitest'
import { nameUuid } from './name-uuid.ts'

test('gives the example of the standard', () => {
  // RFC 9562, appendix A.4: www.example.com in the namespace of domain names.
  expect(nameUuid('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  )
})

test('gives what other libraries give, whatever the name', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
      expect(nameUuid(name, namespace)).toBe(v5(name, namespace))
    }),
  ))
