import { expect, onTestFinished, test, vi } from 'vitest'
import { SESSION_SECONDS } from '../adapters/http/auth.ts'
import type { SessionEnd } from '../adapters/http/session-ends.ts'
import { useMongo } from '../adapters/mongo/test-support.ts'
import { activeCollection } from '../projections/active.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import { forgetLooks } from '../projections/positions.ts'
import type { AccountRow } from '../projections/rows/people.ts'
import { followSessionEnds } from './session-ends.ts'

const context = useMongo()
const NOW = '2026-11-21T03:00:00.000Z'
const PATIENCE = { timeout: 60_000 }

test('what ended a sign-in that may still be there is known at the start, later ends soon, also after an outage', async () => {
  const { db } = context.mongo
  const views = await Promise.all(
    (['accounts', 'authorizations'] as const).map((view) => activeCollection<AccountRow>(db, view)),
  )
  /** In the first of the views, or in that of what third parties may do. */
  const end = async (_id: string, position: number, { at = NOW, inView = 0 } = {}) => {
    const row = { position, merchantId: 'm', role: 'staff', ended: { position, at } }
    await views[inView]?.replaceOne({ _id }, row as AccountRow, { upsert: true })
    const reached = { $set: { position, at: new Date(at) } }
    for (const { collectionName } of views)
      await checkpointsOf(db).updateOne({ _id: collectionName }, reached, { upsert: true })
    forgetLooks(db)
  }
  const expired = Date.parse(NOW) - SESSION_SECONDS * 1000
  await end('long ago', 3, { at: new Date(expired).toISOString() })
  await end('a while ago', 4, { at: new Date(expired + 1).toISOString() })
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const learnt: SessionEnd[] = []
  const troubles: unknown[] = []
  let looks = 0
  const learn = (ends: readonly SessionEnd[]) => {
    looks += 1
    learnt.push(...ends)
  }
  const onError = (error: unknown) => void troubles.push(error)
  await followSessionEnds({ db, ends: { learn }, now: () => NOW, signal: stop.signal, onError })
  expect(learnt).toEqual([{ id: 'a while ago', position: 4 }])
  await end('now', 7)
  await expect.poll(() => learnt.at(-1), PATIENCE).toEqual({ id: 'now', position: 7 })
  await end('a third party', 8, { inView: 1 })
  await expect.poll(() => learnt.at(-1), PATIENCE).toEqual({ id: 'a third party', position: 8 })

  const away = vi.spyOn(db, 'collection').mockImplementation(() => {
    throw new Error('away')
  })
  await expect.poll(() => troubles.length, PATIENCE).toBe(1)
  const before = away.mock.calls.length
  await expect.poll(() => away.mock.calls.length, PATIENCE).toBeGreaterThan(before)
  away.mockRestore()
  await end('meanwhile', 9)
  const after = looks
  await expect.poll(() => looks, PATIENCE).toBeGreaterThan(after + 1)
  expect([learnt.at(-1), troubles.length]).toEqual([{ id: 'meanwhile', position: 9 }, 1])
})
