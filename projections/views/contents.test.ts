import { expect, it } from 'vitest'
import { past } from '../../domain/given.ts'
import { rowsOf } from '../harness.ts'
import { contents } from './contents.ts'
import { jobs } from './jobs.ts'
import { promotions } from './promotions.ts'

const told = (type: Parameters<typeof past>[0], position: number, changes: Record<string, unknown> = {}) => {
  const { data } = past(type, changes)
  const meta = { $correlationId: 'c', $causationId: 'c', merchantId: 'm1', actor: 'a', at: 'now', v: 1, hash: '' }
  return { id: `e${position}`, type, stream: 's', revision: position, position, data, meta }
}
const requested = told('ContentRequested', 1)
const square = told('CreativeMade', 2)
const link = told('CreativeMade', 3, { piece: 'link' })
const file = (square.data as { file: { hash: string } }).file

it('follow each creative, with its file and what it was made of', () => {
  const row = rowsOf(contents, [requested, square, told('CreativeFailed', 3, { piece: 'link' })]).get('c1')
  expect(row).toMatchObject({
    hashes: [file.hash],
    published: [],
    creatives: {
      'instagram-square': { state: 'made', file: { hash: file.hash }, lineage: { crop: { x: 256 } } },
      link: { state: 'failed', code: 'NOT_MADE' },
    },
  })
})

it('know what is approved, and what was made anew after that', () => {
  const approved = told('ContentApproved', 4)
  const after = [
    told('CreativeRevised', 5),
    told('CreativeMade', 6, { round: 2, file: { ...file, hash: 'ee'.repeat(32) } }),
  ]
  const row = rowsOf(contents, [requested, square, link, approved, ...after]).get('c1')
  expect(row).toMatchObject({
    creatives: { 'instagram-square': { approved: file.hash, round: 2, words: { title: '가을 단골에게' } } },
  })
  expect((row as { published: string[] }).published).toContain(file.hash)
  expect((row as { published: string[] }).published).not.toContain('ee'.repeat(32))
})

it('keep the background with its prompt and cost, or why there is none', () => {
  const painted = rowsOf(contents, [requested, told('BackgroundPainted', 2)]).get('c1')
  expect(painted).toMatchObject({ background: { usage: { costUsd: 0.063 } } })
  const skipped = rowsOf(contents, [requested, told('BackgroundSkipped', 2)]).get('c1')
  expect(skipped).toMatchObject({ skipped: { code: 'NOT_PAINTED' } })
})

it('are a job that is done when each piece is settled, and opens again for one that is made anew', () => {
  const at = (events: ReturnType<typeof told>[]) => rowsOf(jobs, events).get('c1')
  expect(at([requested])).toMatchObject({ kind: 'content', status: 'running', percent: 0, step: 'making-pictures' })
  expect(at([requested, square])).toMatchObject({ status: 'running', percent: 50 })
  expect(at([requested, square, link])).toMatchObject({ status: 'done', percent: 100 })
  expect(at([requested, square, link, told('CreativeRevised', 4)])).toMatchObject({ status: 'running', percent: 50 })
})

it('a promotion knows whether its approved pictures still say what it says', () => {
  const draft = [told('PromotionCreated', 1), told('PromotionRevised', 2), told('ContentApproved', 3)]
  const pictures = (events: ReturnType<typeof told>[]) =>
    (rowsOf(promotions, events).get('p1') as { pictures?: { isCurrent: boolean } }).pictures
  expect(pictures(draft)).toMatchObject({ contentId: 'c1', isCurrent: true })
  const changed = [...draft, told('PromotionRevised', 4, { changes: { title: '다른 이름' } })]
  expect(pictures(changed)).toMatchObject({ isCurrent: false })
  const back = [...changed, told('PromotionRevised', 5, { changes: { title: '가을 감사 이벤트' } })]
  expect(pictures(back)).toMatchObject({ isCurrent: true })
})
