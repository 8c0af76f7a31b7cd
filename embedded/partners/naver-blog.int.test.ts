import { expect, test } from 'vitest'
import { later, sandboxForTests } from './harness.ts'

const { call, clock, record } = sandboxForTests()

test('a page that a merchant pasted can be read, counted and removed', async () => {
  const body = { title: '가을 <세일>', body: '오세요 & 보세요 #madang_d1-naver' }
  expect((await call('GET', '/naver-blog/1')).status).toBe(404)
  expect((await call('PUT', '/naver-blog/1', { body })).body).toMatchObject({ reference: 'd1-naver' })
  const page = await call('GET', '/naver-blog/1')
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.body).toContain('가을 &lt;세일&gt;')
  expect(page.body).toContain('#madang_d1-naver')
  await clock(later(60))
  expect((await call('GET', '/naver-blog/1/views')).body.views).toBeGreaterThan(0)
  expect((await call('DELETE', '/naver-blog/1')).status).toBe(200)
  expect((await call('GET', '/naver-blog/1')).status).toBe(404)
  expect((await record({ reference: 'd1-naver' })).posts).toMatchObject([
    { partner: 'naver-blog', takenDownAt: later(60) },
  ])
})

test('a page is not pasted over another', async () => {
  const body = { title: 'a', body: 'b' }
  await call('PUT', '/naver-blog/2', { body })
  expect((await call('PUT', '/naver-blog/2', { body })).body.error.code).toBe('PAGE_EXISTS')
})
