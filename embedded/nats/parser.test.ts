import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProtocolError } from './arguments.ts'
import type { Message } from './message.ts'
import { type Handler, Parser } from './parser.ts'

class Collector implements Handler {
  admitted = true
  closed = false
  stalled = false
  readonly heard: string[] = []
  command(verb: string, args: string) {
    this.heard.push(`${verb}|${args}`)
  }
  publish({ subject, source, replyFrom, replyTo, headers, tail, payload, end }: Message) {
    const reply = source.toString('latin1', replyFrom, replyTo)
    const parts = [
      subject,
      reply,
      headers,
      source.toString('latin1', tail, payload),
      source.toString('latin1', payload, end),
    ]
    this.heard.push(parts.join('|'))
  }
}

function read(chunks: Buffer[]): string[] {
  const collector = new Collector()
  const parser = new Parser(collector, 1024, 256)
  for (const chunk of chunks) parser.feed(chunk)
  return collector.heard
}

function cut(whole: Buffer, places: number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (whole.length + 1)), whole.length].sort((a, b) => a - b)
  return at.slice(1).map((to, i) => whole.subarray(at[i], to))
}

const token = fc.stringMatching(/^[a-z]{1,8}$/)
const payload = fc.string({ unit: fc.constantFrom('a', '\r', '\n', ' ', 'P'), maxLength: 100 })
const command = fc.oneof(
  fc.constant('PING\r\n'),
  fc.tuple(token, token).map(([subject, sid]) => `SUB ${subject} ${sid}\r\n`),
  fc.tuple(token, payload).map(([subject, body]) => `PUB ${subject} ${body.length}\r\n${body}\r\n`),
  fc
    .tuple(token, token, payload)
    .map(([subject, reply, body]) => `PUB ${subject} ${reply}  ${body.length}\r\n${body}\r\n`),
  fc
    .tuple(token, payload)
    .map(([subject, body]) => `HPUB ${subject} 12 ${12 + body.length}\r\nNATS/1.0\r\n\r\n${body}\r\n`),
)

test('however the bytes are cut, the same is read', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 30 }), (said, places) => {
      const whole = Buffer.from(said.join(''), 'latin1')
      const heard = read([whole])
      expect(heard).toHaveLength(said.length)
      expect(read(cut(whole, places))).toEqual(heard)
      expect(read(cut(whole, Array.from(whole.keys())))).toEqual(heard)
    }),
  )
})

test('while its handler is stalled nothing is read, and nothing is lost', () => {
  const collector = new Collector()
  const parser = new Parser(collector, 1024, 256)
  collector.stalled = true
  parser.feed(Buffer.from('PUB a 1\r\nx\r\nPUB b 1\r\n'))
  expect(collector.heard).toEqual([])
  collector.stalled = false
  parser.resume()
  expect(collector.heard).toEqual(['a||0|1\r\n|x\r\n'])
  parser.feed(Buffer.from('y\r\nPING\r\n'))
  expect(collector.heard.slice(1)).toEqual(['b||0|1\r\n|y\r\n', 'PING|'])
})

test('any bytes at all are read or refused, never worse', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...'PUBSHCON \r\n019+') }).map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (chunks) => {
      try {
        read(chunks.map((chunk) => Buffer.from(chunk)))
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }),
  )
})
