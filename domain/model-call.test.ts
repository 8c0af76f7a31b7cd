import { expect, test } from 'vitest'
import { given, past } from './given.ts'
import { modelCall } from './model-call.ts'

const { data } = past('ModelCallRecorded')

test('a call is recorded once, as it was', () => {
  expect(given(modelCall).when('RecordModelCall', data)).toEqual([{ type: 'ModelCallRecorded', data }])
  expect(given(modelCall, [past('ModelCallRecorded')]).when('RecordModelCall', data)).toEqual([])
})

test('only the system records calls', () => {
  expect(modelCall.commands.RecordModelCall?.roles).toEqual(['system'])
})
