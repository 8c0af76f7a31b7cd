import { expect, test } from 'vitest'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { past } from '../domain/given.ts'
import { recorded } from './harness.ts'
import { workChange, workWrite } from './work.ts'
import { createWorkTable } from './work-table.ts'

/** A table and a checkpoint that note what is written, and answer when they are let. */
function scripted() {
  const written: string[] = []
  let position = -1
  let gate = Promise.resolve()
  const rows = {
    bulkWrite: async (batch: { updateOne?: { filter: { _id: string } } }[]) => {
      await gate
      written.push(...batch.flatMap(({ updateOne }) => updateOne?.filter._id ?? []))
    },
  }
  const checkpoints = {
    findOne: async () => {
      await gate
      return position < 0 ? null : { position }
    },
    updateOne: async (_: unknown, { $set }: { $set: { position: number } }) => {
      await gate
      position = $set.position
    },
  }
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return resolve
  }
  const table = createWorkTable(rows as never, checkpoints as never)
  return { table, written, hold, position: () => position }
}
const effectRow = (id: string) => workChange({ ...recorded(past('SagaEffectRequested')), id })

test('a save in the midst of a load does not write a position without its changes', async () => {
  const { table, written, hold, position } = scripted()
  await table.load()
  table.note(effectRow('five'))
  table.reached(5)
  await table.save()
  table.note(effectRow('six'))
  table.reached(6)
  const release = hold()
  const loading = table.load()
  const saving = table.save()
  release()
  expect(await loading).toBe(5)
  await saving
  expect([written, position()]).toEqual([['five'], 5])
})

test('what could not be written is written the next time, in order', async () => {
  const { table, written, hold, position } = scripted()
  await table.load()
  const release = hold()
  table.note(effectRow('one'))
  table.reached(1)
  const first = table.save()
  table.note(effectRow('two'))
  table.reached(2)
  const second = table.save()
  release()
  await Promise.all([first, second])
  expect([written, position()]).toEqual([['one', 'two'], 2])
})

test('what was noted is written also while the position stands still', async () => {
  const { table, written, position } = scripted()
  await table.load()
  table.reached(1)
  await table.save()
  table.note(effectRow('behind an unfinished one'))
  await table.save()
  expect([written, position()]).toEqual([['behind an unfinished one'], 1])
})

test('a mark stays for its hour from when it is written, however long ago its event happened', () => {
  const before = Date.now()
  const event = recorded(past('SagaEffectDone'))
  const writes = workWrite(workChange({ ...event, meta: { ...event.meta, at: '2020-01-01T00:00:00.000Z' } }))
  const marks = [...JSON.stringify(writes).matchAll(/"doneAt":"(.*?)"/g)].map(([, at]) => Date.parse(`${at}`))
  expect(marks).toHaveLength(2)
  for (const at of marks) expect(at).toBeGreaterThanOrEqual(before)
})

const change = (type: Parameters<typeof past>[0], changes = {}, id = 'e1') =>
  workChange({ ...recorded(past(type, changes)), id } as RecordedEvent)

test('what is open is told by the log: effects until they are done, timers until they come due or are cancelled', () => {
  const timer = 'promotion-lifecycle/p1/xstate.after.untilEnd.promotion-lifecycle.running.open'
  expect(change('SagaEffectRequested')).toMatchObject({ add: { _id: 'e1', kind: 'effect', merchantId: 'm1' } })
  expect(change('SagaEffectDone', { effectId: 'e1' })).toMatchObject({ remove: { _id: 'e1', kind: 'done' } })
  expect(change('SagaTimerScheduled')).toMatchObject({ add: { _id: timer, kind: 'timer', scheduledBy: 'e1' } })
  expect(change('SagaTimerCancelled')).toMatchObject({ remove: { _id: timer, kind: 'done' } })
  expect(change('SagaReceived')).toMatchObject({ remove: { _id: timer, kind: 'done' } })
  expect(change('SagaReceived', { timerId: undefined })).toEqual({})
  expect(change('SagaStarted')).toEqual({})
  expect(workWrite({})).toEqual([])
})
