import { expect, test } from 'vitest'
import type { Background, Lineage } from '../domain/content-events.ts'
import type { MediaFile } from '../domain/creative.ts'
import { past } from '../domain/given.ts'
import { contentHandlers, NotMade, type Studio } from './content-handlers.ts'

const { file, lineage } = past('CreativeMade').data as unknown as { file: MediaFile; lineage: Lineage }
const { prompt, usage, file: painting } = past('BackgroundPainted').data as unknown as Background

async function run(type: string, studio: Partial<Studio>, aborted = false) {
  const sent: unknown[] = []
  const all: Studio = {
    paint: async () => ({ prompt, usage, file: painting }),
    make: async () => ({ file, lineage }),
    ...studio,
  }
  const handlers = contentHandlers(all, async (...command) => void sent.push(command.slice(0, 2)))
  const signal = aborted ? AbortSignal.abort(new Error('stopped')) : new AbortController().signal
  const context = { effectId: 'e', recovered: false, merchantId: 'm1', correlationId: 'c', signal }
  await handlers[type]?.({ type, contentId: 'c1', piece: 'link', round: 2 } as never, context)
  return sent
}
const which = { contentId: 'c1', piece: 'link', round: 2 }

test('what was made is recorded', async () => {
  expect(await run('make-picture', {})).toEqual([['RecordCreative', { ...which, file, lineage }]])
  expect(await run('make-clip', {})).toEqual([['RecordCreative', { ...which, file, lineage }]])
  const background = { contentId: 'c1', prompt, usage, file: painting }
  expect(await run('paint-background', {})).toEqual([['RecordBackground', background]])
})

test('what cannot be made says why', async () => {
  const fail = async () => {
    throw new NotMade('no font')
  }
  const why = { code: 'NOT_MADE', reason: 'no font' }
  expect(await run('make-picture', { make: fail })).toEqual([['FailCreative', { ...which, ...why }]])
  const skipped = { contentId: 'c1', code: 'NOT_PAINTED', reason: 'no font' }
  expect(await run('paint-background', { paint: fail })).toEqual([['SkipBackground', skipped]])
})

test.each(['make-picture', 'paint-background'])('%s: what another try may mend is tried again', async (type) => {
  const away = async () => {
    throw new Error('the storage is away')
  }
  await expect(run(type, { make: away, paint: away })).rejects.toThrow('the storage is away')
  const stopped = async () => {
    throw new NotMade('killed')
  }
  await expect(run(type, { make: stopped, paint: stopped }, true)).rejects.toThrow('stopped')
})
