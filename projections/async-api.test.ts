import { expect, it } from 'vitest'
import { z } from 'zod'
import { eventTypes } from '../domain/index.ts'
import { asyncApi, eventSchemas } from './async-api.ts'
import { toCloudEvent } from './cloud-event.ts'
import { recorded, registration } from './harness.ts'

const document = asyncApi() as unknown as Record<'channels' | 'operations', Record<string, unknown>> & {
  components: Record<'messages' | 'schemas', Record<string, { payload: object }>>
}

it('names every public event type, and no other', () => {
  const shown = [...eventTypes].filter(([, { spec }]) => spec.public).map(([type]) => type)
  for (const part of [
    document.channels,
    document.operations,
    document.components.messages,
    document.components.schemas,
  ])
    expect(Object.keys(part).sort()).toEqual([...shown].sort())
  expect(JSON.stringify(document)).not.toMatch(/passwordHash|emailKey|"phone"/)
})

it('points only to what is there', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
  expect(references.length).toBeGreaterThan(0)
  for (const path of references) {
    const found = path.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document)
    expect(found, path).toBeDefined()
  }
})

it('describes what is published', () => {
  const event = toCloudEvent(recorded('MerchantRegistered', 1, registration))
  const message = document.components.messages.MerchantRegistered?.payload as { properties: object; required: string[] }
  expect(Object.keys(event ?? {}).filter((name) => !(name in message.properties))).toEqual([])
  expect(message.required.filter((name) => !(name in (event ?? {})))).toEqual([])
  const described = eventSchemas()[event?.dataschema ?? '']
  const schema = z.fromJSONSchema(described as Parameters<typeof z.fromJSONSchema>[0])
  expect(schema.safeParse(event?.data).error).toBeUndefined()
  expect(schema.safeParse({ ...event?.data, trade: 'piracy' }).success).toBe(false)
  expect(schema.safeParse({ ...event?.data, aLaterField: 1 }).success).toBe(true)
  expect(JSON.stringify(eventSchemas())).not.toContain('"additionalProperties":false')
})
