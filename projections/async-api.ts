import { z } from 'zod'
import { eventTypes } from '../domain/index.ts'
import { isInternal } from '../domain/kernel.ts'
import { cloudEventType, schemaAddress } from './cloud-event.ts'

type Json = Record<string, unknown>

const publicTypes = () => [...eventTypes].filter(([, { spec }]) => spec.public).sort(([a], [b]) => (a < b ? -1 : 1))

const publicSchema = ({ shape }: z.ZodObject) =>
  z.object(Object.fromEntries(Object.entries(shape).filter(([, field]) => !isInternal(field as z.ZodType))))

/** Fields may be added within a version, so a reader must not refuse what it does not know. */
const allowMore = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }) => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** JSON Schema of each public event's data, without what never leaves, by the address that its CloudEvents name. */
export function eventSchemas(): Record<string, Json> {
  return Object.fromEntries(
    publicTypes().map(([type, { spec }]) => {
      const schema = z.toJSONSchema(publicSchema(spec.schema), { override: allowMore })
      const address = schemaAddress(type, spec.v)
      return [address, { ...schema, $id: address, title: `${type} v${spec.v}` }]
    }),
  )
}

const text = (description: string) => ({ type: 'string', description })

/** The envelope around an event's data: CloudEvents 1.0 and our extensions. */
const envelope = (type: string, v: number): Json => ({
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'merchantid', 'sequence', 'revision', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: text('Id of the event, the same in every repeat: drop what you have seen.'),
    source: text('/madang/<aggregate>'),
    type: { const: cloudEventType(type, v) },
    subject: text('Stream of the event; order holds within it.'),
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    dataschema: { const: schemaAddress(type, v) },
    merchantid: text('The tenant.'),
    sequence: text('Position in the whole store: catch up from here with GET /api/v1/events?after=<sequence>.'),
    revision: { type: 'integer', description: 'Number of the event in its stream, from 0.' },
    correlationid: text('The same for everything that one command led to.'),
    causationid: text('The command or event that led to this one.'),
    traceparent: text('W3C trace context.'),
    data: { $ref: `#/components/schemas/${type}` },
  },
})

/** AsyncAPI 3 document of the integrators' feed, made of the registry of event types. */
export function asyncApi(version = '1.0.0'): Json {
  const types = publicTypes()
  const schemas = eventSchemas()
  const each = (make: (type: string, aggregate: string, v: number) => unknown) =>
    Object.fromEntries(types.map(([type, { aggregate, spec }]) => [type, make(type, aggregate.name, spec.v)]))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Madang events',
      version,
      description:
        'Every public domain event as CloudEvents 1.0 JSON, at least once and in order. Kept in the JetStream stream MADANG_EVENTS where the server has JetStream.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: each((type, aggregate) => ({
      address: `madang.events.{merchantId}.${aggregate}.${type}`,
      parameters: { merchantId: { description: 'The tenant whose event it is; * subscribes to all you may see.' } },
      messages: { [type]: { $ref: `#/components/messages/${type}` } },
    })),
    operations: each((type) => ({ action: 'send', channel: { $ref: `#/channels/${type}` } })),
    components: {
      messages: each((type, _, v) => ({
        name: cloudEventType(type, v),
        contentType: 'application/cloudevents+json',
        headers: { type: 'object', properties: { 'Nats-Msg-Id': text('Id of the event.') } },
        payload: envelope(type, v),
      })),
      schemas: each((type, _, v) => schemas[schemaAddress(type, v)]),
    },
  }
}
