import { BACKWARDS, binaryEvent, END, type LinkEvent, START } from '@eventstore/db-client'
import { expect, it } from 'vitest'
import { collect, events, eventually, newStream, useEventStore } from './test-support.ts'

const store = useEventStore()
const resolved = (stream: string) => () =>
  collect(store.client.readStream(stream, { resolveLinkTos: true })).catch(() => [])

it('links every event by category and by type, in order, once', async () => {
  const [one, two] = [newStream('cat'), newStream('cat')]
  for (let n = 0; n < 10; n++) {
    await store.client.appendToStream(one, events(2, 'Purred'))
    await store.client.appendToStream(two, events(1, 'Purred'))
  }
  const all = await collect(store.client.readAll())
  const expected = all.filter(({ event }) => event?.type === 'Purred').map(({ event }) => event)
  for (const stream of ['$ce-cat', '$et-Purred']) {
    const links = await eventually(resolved(stream), (found) => found.length >= 30)
    expect(links.map(({ event }) => event)).toEqual(expected)
    expect(links.map(({ link }) => Number(link?.revision))).toEqual(Array.from({ length: 30 }, (_, n) => n))
    const causes = links.map(({ link }) => link?.metadata as { $causedBy: string } | undefined)
    expect(causes.map((cause) => cause?.$causedBy)).toEqual(expected.map((event) => event?.id))
  }
})

it('catches up with bursts, though their links lie between them', async () => {
  const stream = newStream('burst')
  for (let n = 0; n < 10; n++) {
    await store.client.appendToStream(stream, events(1500, 'Burst'))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const count = async () => {
    const last = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const
    const [link] = await collect(store.client.readStream('$ce-burst', last)).catch(() => [])
    return Number(link?.event?.revision ?? -1) + 1
  }
  expect(await eventually(count, (found) => found === 15_000)).toBe(15_000)
})

it('shows the link itself to who does not resolve it', async () => {
  const stream = newStream('raw')
  await store.client.appendToStream(stream, events(1, 'RawSeen'))
  const read = () => collect(store.client.readStream<LinkEvent>('$et-RawSeen')).catch(() => [])
  const [link] = await eventually(read, (found) => found.length > 0)
  expect(link?.event).toMatchObject({ type: '$>', streamId: '$et-RawSeen', isJson: false })
  expect(Buffer.from(link?.event?.data as unknown as Uint8Array).toString()).toBe(`0@${stream}`)
  expect(link?.link).toBeUndefined()
})

it('brings links to live subscribers, of the category and of $all', async () => {
  const category = store.client.subscribeToStream('$ce-live', { resolveLinkTos: true, fromRevision: START })
  const all = store.client.subscribeToAll({ resolveLinkTos: true })
  const stream = newStream('live')
  await store.client.appendToStream(stream, events(3))
  const found = await collect(category, 3)
  expect(found.map(({ event }) => `${event?.revision}@${event?.streamId}`)).toEqual(
    [0, 1, 2].map((n) => `${n}@${stream}`),
  )
  for await (const { event, link, commitPosition } of all) {
    if (link?.streamId !== '$ce-live') continue
    expect(event?.streamId).toBe(stream)
    expect(commitPosition).toBe(link.position?.commit)
    break
  }
})

it('resolves links that clients write, and leaves those without a target alone', async () => {
  const [from, to, gone] = [newStream(), newStream(), newStream()]
  await store.client.appendToStream(to, events(3))
  await store.client.appendToStream(gone, events(3))
  await store.client.setStreamMetadata(gone, { truncateBefore: 2 })
  const link = (target: string) => binaryEvent({ type: '$>', data: Buffer.from(target) })
  await store.client.appendToStream(from, [link(`2@${to}`), link(`1@${gone}`), link(`7@${to}`), link('nonsense')])
  const links = await collect(store.client.readStream(from, { resolveLinkTos: true }))
  expect(links.map(({ event, link: it }) => [event?.streamId, it?.streamId])).toEqual([
    [to, from],
    [undefined, from],
    [undefined, from],
    [undefined, from],
  ])
})

it('links no system events', async () => {
  const stream = newStream('sys')
  await store.client.setStreamMetadata(stream, { maxCount: 5 })
  await store.client.appendToStream(stream, events(1, 'SysSeen'))
  await eventually(resolved('$et-SysSeen'), (found) => found.length > 0)
  const all = await collect(store.client.readAll())
  const targets = new Set(all.map(({ event }) => event?.streamId).filter((name) => name?.startsWith('$et-')))
  expect([...targets].filter((name) => name?.startsWith('$et-$'))).toEqual([])
})

it('obeys who deletes a stream of links, and goes on with the others', async () => {
  const [soft, hard] = [newStream('soft'), newStream('hard')]
  await store.client.appendToStream(soft, events(2, 'Deleted'))
  await store.client.appendToStream(hard, events(2, 'Deleted'))
  await eventually(resolved('$et-Deleted'), (found) => found.length === 4)
  await store.client.deleteStream('$ce-soft')
  await store.client.tombstoneStream('$ce-hard')
  await store.client.appendToStream(soft, events(1, 'Deleted'))
  await store.client.appendToStream(hard, events(1, 'Deleted'))
  expect(await eventually(resolved('$et-Deleted'), (found) => found.length === 6)).toHaveLength(6)
  const [link] = await resolved('$ce-soft')()
  expect(link).toMatchObject({ event: { streamId: soft, revision: 2n }, link: { revision: 2n } })
  await expect(collect(store.client.readStream('$ce-hard'))).rejects.toThrow()
})

it('resolves links in reads of both directions, of the stream and of $all, and in subscriptions from anywhere', async () => {
  const stream = newStream('both')
  await store.client.appendToStream(stream, events(4))
  await eventually(resolved('$ce-both'), (found) => found.length === 4)
  const targets = (found: { event?: { revision: bigint; streamId: string }; link?: { streamId: string } }[]) =>
    found
      .filter(({ event, link }) => link?.streamId === '$ce-both' && event?.streamId === stream)
      .map(({ event }) => Number(event?.revision))
  const links = { resolveLinkTos: true } as const
  const back = { direction: BACKWARDS, fromRevision: END, maxCount: 3 } as const
  expect(targets(await collect(store.client.readStream('$ce-both', { ...links, ...back })))).toEqual([3, 2, 1])
  expect(targets(await collect(store.client.readStream('$ce-both', { ...links, fromRevision: 2n })))).toEqual([2, 3])
  expect(targets(await collect(store.client.readAll(links)))).toEqual([0, 1, 2, 3])
  const backwards = { direction: BACKWARDS, fromPosition: END } as const
  expect(targets(await collect(store.client.readAll({ ...links, ...backwards })))).toEqual([3, 2, 1, 0])
  const subscription = store.client.subscribeToStream('$ce-both', { ...links, fromRevision: 1n })
  expect(targets(await collect(subscription, 2))).toEqual([2, 3])
})
