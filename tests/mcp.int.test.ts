import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connected, connect, type Given, WAYS } from './mcp-clients.ts'
import { mcpWorldForTests } from './mcp-world.ts'

/** What a person does through an MCP client, with the official one, over everything that it can speak. */
const world = mcpWorldForTests()

/** Creates a promotion and waits until it can be read. */
async function created({ call }: Connected, args: object = {}): Promise<Given> {
  const given = await call('CreatePromotion', { purpose: 'regulars', ...args })
  await call('GetPromotion', { id: given.data.id, 'min-position': given.data.position })
  return given
}

describe.each(WAYS)('over %s', (way) => {
  let owner: Connected
  beforeAll(async () => {
    owner = await connect(way, world.origin, world.tokens.owner)
  })
  afterAll(() => owner.close())

  test('the owner’s tools look, change, and say what they are', async () => {
    const { tools } = await owner.client.listTools()
    const named = (name: string) => tools.find((tool) => tool.name === name)
    expect(named('GetResults')?.annotations?.readOnlyHint).toBe(true)
    expect(named('CancelPromotion')?.annotations?.destructiveHint).toBe(true)
    expect(named('CreatePromotion')?.inputSchema.required).toEqual(['purpose'])
    expect(owner.client.getInstructions()).toContain('Madang')
  })

  test('auditors only look, operators see shops that wait', async () => {
    const auditor = await connect(way, world.origin, world.tokens.auditor)
    const operator = await connect(way, world.origin, world.tokens.operator)
    try {
      const [ofAuditor, ofOwner, ofOperator] = [await auditor.names(), await owner.names(), await operator.names()]
      expect(ofAuditor).toContain('AuditStream')
      const { tools } = await auditor.client.listTools()
      expect(tools.filter(({ annotations }) => !annotations?.readOnlyHint)).toEqual([])
      expect(ofAuditor).not.toContain('ListEntries')
      expect(ofOwner).toEqual(expect.arrayContaining(['ListEntries', 'CreatePromotion', 'LaunchPromotion']))
      expect(ofOwner).not.toContain('ListMerchants')
      expect(ofOperator).toEqual(expect.arrayContaining(['ListMerchants', 'ConfirmBusiness']))
      expect(ofOperator).not.toContain('CreatePromotion')
      await expect(auditor.call('CreatePromotion', { purpose: 'sales' })).rejects.toThrow('There is no tool')
    } finally {
      await Promise.all([auditor.close(), operator.close()])
    }
  })

  test('a promotion is begun, revised, and read as it was left', async () => {
    const { data } = await created(owner)
    expect(data).toMatchObject({ repeated: false, idempotencyKey: expect.any(String) })
    const revised = await owner.call('RevisePromotion', { promotionId: data.id, title: '가을 라떼' })
    const read = await owner.call('GetPromotion', { id: data.id, 'min-position': revised.data.position })
    expect(read.data).toMatchObject({ title: '가을 라떼', status: 'draft' })
    expect(JSON.parse(read.text)).toEqual(read.data)
    const { contents } = await owner.client.readResource({ uri: `madang://promotions/${data.id}` })
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('가을 라떼') })
  })

  test('the same key does nothing twice', async () => {
    const first = await created(owner, { idempotencyKey: `once ${way}` })
    const again = await owner.call('CreatePromotion', { purpose: 'regulars', idempotencyKey: `once ${way}` })
    expect(again.data).toMatchObject({ id: first.data.id, repeated: true })
  })

  test('plans are waited for', async () => {
    const { data } = await owner.call('RequestRecommendation', { purpose: 'season' })
    const plans = data.job ?? (await owner.call('GetJob', { id: data.jobId })).data
    expect(plans).toMatchObject({ kind: 'recommendation' })
  })

  test('another shop’s things are not there', async () => {
    for (const [name, args] of [
      ['GetPromotion', { id: world.foreign }],
      ['RevisePromotion', { promotionId: world.foreign, title: 'ours now' }],
      ['AuditStream', { stream: `promotion-${world.foreign}` }],
    ] as const) {
      const { isError, data } = await owner.call(name, args)
      expect([isError, data.code], name).toEqual([true, expect.stringMatching(/NOT_FOUND$/)])
      expect(data.next).toContain('List')
    }
    await expect(owner.client.readResource({ uri: `madang://promotions/${world.foreign}` })).rejects.toThrow(
      /not found/i,
    )
    expect((await owner.call('ListPromotions', {})).text).not.toContain(world.foreign)
  })

  test('careless calls are told what to mend', async () => {
    for (const [name, args] of [
      ['CreatePromotion', {}],
      ['CreatePromotion', { purpose: { $gt: '' } }],
      ['CreatePromotion', { purpose: 'sales', idempotencyKey: '열쇠' }],
      ['GetPromotion', {}],
      ['GetPromotion', { id: '../me' }],
      ['GetPromotion', { id: ['a'] }],
      ['ListPromotions', { limit: 1e9 }],
      ['ListPromotions', { nonsense: true }],
      ['RevisePromotion', { promotionId: 'p', body: 'x'.repeat(5_000) }],
    ] as const) {
      const { isError, data } = await owner.call(name, args)
      expect([isError, data.code, data.next], `${name} ${JSON.stringify(args).slice(0, 60)}`).toEqual([
        true,
        'INVALID_INPUT',
        expect.stringContaining('errors'),
      ])
      expect(data.errors.length).toBeGreaterThan(0)
    }
    await expect(owner.call('DropEverything')).rejects.toThrow('There is no tool DropEverything')
    await expect(owner.client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow(/not found/i)
  })

  test('the documents for integrators can be read', async () => {
    const { resources } = await owner.client.listResources()
    expect(resources.map(({ uri }) => uri)).toEqual(['madang://openapi.json', 'madang://asyncapi.json'])
    for (const { uri } of resources) {
      const [document] = (await owner.client.readResource({ uri })).contents
      expect(JSON.parse(String(document && 'text' in document && document.text))).toHaveProperty('info')
    }
    expect((await owner.client.listResourceTemplates()).resourceTemplates).toHaveLength(1)
  })

  test('an expired token is refused', async () => {
    await expect(connect(way, world.origin, world.tokens.expired)).rejects.toThrow()
  })
})

test('names and numbers of participants do not leave whole', async () => {
  const { body } = await world.shop.command('create-promotion', { purpose: 'regulars' })
  const endsAt = new Date(Date.now() + 86_400_000).toISOString()
  const content = { title: '라떼', prize: '한 잔', body: '오세요', hashtags: [], channels: [], endsAt }
  await world.shop.command('revise-promotion', { promotionId: body.id, ...content })
  await world.shop.command('launch-promotion', { promotionId: body.id })
  const person = { name: '박서준', phone: '010-7777-1234', source: 'kakao', consent: true }
  const entry = await world.shop.command('submit-entry', { promotionId: body.id, ...person })
  const owner = await connect('http of 2026', world.origin, world.tokens.owner)
  const { data, text } = await owner.call('ListEntries', { id: body.id, 'min-position': entry.body.position })
  await owner.close()
  expect(data.items).toMatchObject([{ name: '박**', phone: expect.stringMatching(/^[*-]+1234$/), source: 'kakao' }])
  expect(text).not.toMatch(/박서준|7777-?1234/)
})
