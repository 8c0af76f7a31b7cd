import { describe, expect, test } from 'vitest'
import { Rejected } from '../domain/kernel.ts'
import { actorOf, DRAFT, PICTURE, worldForTests } from './servers.harness.ts'

const world = worldForTests()
const codeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'accepted',
    (error) => (error instanceof Rejected ? error.code : error),
  )
const eventsOf = async (stream: string) => (await world.store.readStream(stream)).events

describe('pictures', () => {
  const wanted = (promotionId: string, more: object = {}) => ({
    promotionId,
    style: 'warm',
    channels: ['kakao'],
    ...more,
  })

  test('say what the promotion and the shop say, and where people enter', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner)
    const { id, jobId } = await world.send(owner, 'RequestContent', wanted(promotionId))
    const [event] = await eventsOf(`content-${id}`)
    const entryUrl = `https://madang.example/p/${promotionId}`
    expect(event?.data).toMatchObject({ style: 'warm', model: 'local', pieces: ['kakao', 'link'], fromCache: false })
    expect(event?.data.facts).toMatchObject({ shopName: '달빛카페', title: DRAFT.title, prize: DRAFT.prize, entryUrl })
    expect([jobId, (event?.data.script as { text: string } | undefined)?.text]).toEqual([
      id,
      expect.stringContaining('달빛카페'),
    ])
  })
  test('that were made before are there with the answer', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner)
    world.outside.pictures = { made: [{ piece: 'link', file: PICTURE, lineage: { model: 'local', kept: true } }] }
    const { events } = await world.send(owner, 'RequestContent', wanted(promotionId))
    world.outside.pictures = undefined
    expect(events).toEqual(['ContentRequested', 'CreativeMade'])
  })
  test('need a title and a prize, a promotion of one’s own, and one that is not over', async () => {
    const owner = await world.shop()
    const { id: bare } = await world.send(owner, 'CreatePromotion', { purpose: 'sales' })
    expect(await codeOf(world.send(owner, 'RequestContent', wanted(bare)))).toBe('PROMOTION_INCOMPLETE')
    const stranger = world.send(await world.shop(), 'RequestContent', wanted(bare))
    expect(await codeOf(stranger)).toBe('PROMOTION_NOT_FOUND')
    await world.send(owner, 'CancelPromotion', { promotionId: bare, reason: '…' })
    expect(await codeOf(world.send(owner, 'RequestContent', wanted(bare)))).toBe('PROMOTION_OVER')
  })
  test('are approved whole, by their own shop, and only those of this promotion', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner)
    const { id: contentId } = await world.send(owner, 'RequestContent', wanted(promotionId))
    const approval = { promotionId, contentId }
    expect(await codeOf(world.send(owner, 'ApproveContent', approval))).toBe('CONTENT_NOT_READY')
    const stranger = world.send(await world.shop(), 'ApproveContent', approval)
    expect(await codeOf(stranger)).toBe('CONTENT_NOT_FOUND')
    const other = await world.promotion(owner)
    const elsewhere = world.send(owner, 'ApproveContent', { promotionId: other, contentId })
    expect(await codeOf(elsewhere)).toBe('CONTENT_NOT_FOUND')
    const saga = actorOf('', 'system')
    const lineage = { model: 'local', kept: false }
    const piece = { contentId, round: 1, lineage }
    await world.send(saga, 'FailCreative', { contentId, piece: 'kakao', round: 1, code: 'NOT_MADE', reason: 'x' })
    await world.send(saga, 'RecordCreative', { ...piece, piece: 'link', file: PICTURE })
    const { events } = await world.send(owner, 'ApproveContent', approval)
    expect(events).toEqual(['ContentApproved'])
    const approved = (await eventsOf(`promotion-${promotionId}`)).at(-1)
    expect(approved?.data.files).toEqual({ link: PICTURE })
  })
  test('are what is posted: a picture for each channel, and the words of the ringback', async () => {
    const owner = await world.shop()
    const promotionId = await world.promotion(owner, 'running')
    const { id } = await world.send(owner, 'DistributePromotion', { promotionId, channels: ['kakao', 'ringobiz'] })
    const [event] = await eventsOf(`distribution-${id}`)
    const targets = event?.data.targets as { content: Record<string, unknown> }[]
    const { hash: _, ...facts } = PICTURE
    const url = `https://madang.example/media/${PICTURE.hash}.jpg`
    expect(targets[0]?.content).toMatchObject({ imageUrl: url, picture: { ...facts, url } })
    expect(targets[1]?.content.script).toContain('달빛카페')
  })
})
