import { describe, expect, test } from 'vitest'
import { commandInputs } from '../commands/routes.ts'
import { commandTypes } from '../domain/index.ts'
import { Rejected, type Role } from '../domain/kernel.ts'
import { queries } from '../read-api/queries.ts'
import { toolsFor } from './mcp-tools.ts'

const ROLES: Role[] = ['owner', 'staff', 'auditor', 'operator']
const tool = (name: string, role: Role = 'owner') => {
  const found = toolsFor(role).find(({ described }) => described.name === name)
  if (!found) throw new Error(`${role} has no tool ${name}`)
  return found
}

describe.each(ROLES)('%s', (role) => {
  const tools = toolsFor(role)
  test('has tools of its own role only, each under one name, no more than a model can choose from', () => {
    const names = tools.map(({ described }) => described.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(1)
    expect(names.length).toBeLessThanOrEqual(60)
    for (const name of names) {
      const roles = queries.find((query) => query.name === name)?.roles ?? commandTypes.get(name)?.spec.roles
      expect(roles, name).toContain(role)
    }
  })

  test('has tools that say what they take and what they do, in schemas that any client can read', () => {
    for (const { described } of tools) {
      expect(described.name).toMatch(/^[A-Za-z]{1,64}$/)
      expect(described.description, described.name).toBeTruthy()
      expect(described.inputSchema.type, described.name).toBe('object')
      expect(JSON.stringify(described.inputSchema), described.name).not.toMatch(/#\/components/)
      expect(described.annotations?.readOnlyHint, described.name).toBe(queries.some((q) => q.name === described.name))
    }
    // About 25,000 tokens at the very most, before anything is asked.
    expect(JSON.stringify(tools.map(({ described }) => described)).length).toBeLessThan(100_000)
  })

  test('has no tool that takes a secret', () => {
    for (const { described } of tools)
      expect(Object.keys(described.inputSchema.properties ?? {})).not.toContain('password')
  })
})

test('parameters of a query and what it looks for never have the same name', () => {
  for (const { name, params, querystring, body } of queries) {
    const all = [params, querystring, ...(body ? [body] : [])].flatMap(({ shape }) => Object.keys(shape))
    expect(new Set(all).size, name).toBe(all.length)
  }
})

test('what cannot be taken back says so', () => {
  for (const name of ['CancelPromotion', 'TakeDownPosts', 'EndPromotion', 'DrawWinners'])
    expect(tool(name).described.annotations?.destructiveHint, name).toBe(true)
  for (const name of ['CreatePromotion', 'RevisePromotion', 'RetryChannel'])
    expect(tool(name).described.annotations?.destructiveHint, name).toBe(false)
})

test('what the server fills in is not asked for', () => {
  expect(Object.keys(tool('CreatePromotion').described.inputSchema.properties ?? {})).toEqual([
    'purpose',
    'idempotencyKey',
  ])
  expect(tool('ReviseProfile').described.inputSchema.properties).not.toHaveProperty('merchantId')
  expect(commandInputs.get('ReviseProfile')?.shape).toHaveProperty('merchantId')
})

test('a query becomes one address', () => {
  const { request } = tool('ListTimeline')
  expect(request({ id: 'p-1', channel: 'kakao', limit: 5, cursor: null, 'min-position': 7 })).toEqual({
    method: 'GET',
    path: '/api/v1/promotions/p-1/timeline?channel=kakao&limit=5&min-position=7',
  })
  expect(() => request({ id: '../me' })).toThrow()
  expect(() => request({})).toThrow()
  expect(() => tool('AuditStream').request({ stream: '..' })).toThrow(Rejected)
})

test('what belongs into no address is asked in the body, and nobody is looked for by a number', () => {
  expect(tool('Search').request({ q: '라떼', 'min-position': 7 })).toEqual({
    method: 'POST',
    path: '/api/v1/search?min-position=7',
    body: { q: '라떼' },
  })
  expect([...tool('Search').personal]).toEqual(['entries[].phone'])
  expect(() => tool('FindEntry')).toThrow('no tool')
})

test('a command carries its key, and tells it', () => {
  const { request } = tool('RequestRecommendation')
  const { headers, body, path, adds } = request({ purpose: 'regulars', idempotencyKey: 'k1' })
  expect({ headers, body, path, adds }).toEqual({
    headers: { 'idempotency-key': 'k1', prefer: 'wait=5' },
    body: { purpose: 'regulars' },
    path: '/api/v1/commands/request-recommendation',
    adds: { idempotencyKey: 'k1' },
  })
  expect(request({ purpose: 'regulars' }).adds).not.toEqual(request({ purpose: 'regulars' }).adds)
  expect(() => request({ purpose: 'regulars', idempotencyKey: '열쇠' })).toThrow()
})

test('participants are masked, the work is not', () => {
  expect([...tool('ListEntries').personal].sort()).toEqual(['items[].name', 'items[].phone'])
  expect([...tool('ListWinners').personal].sort()).toEqual(['items[].name', 'items[].phone'])
  expect(tool('GetPromotion').personal).toEqual([])
  expect(tool('ListColleagues').personal).toEqual(['items[].name'])
})
