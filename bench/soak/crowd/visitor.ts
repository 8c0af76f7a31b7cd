import type { Browser } from './browser.ts'

const ENTERS = 0.6
const KEY = /name="key" value="([^"]+)"/

export interface Visit {
  browser: Browser
  promotionId: string
  /** No two visitors have the same. */
  number: number
  think(): Promise<void>
}

/** Somebody comes by a link, reads, and perhaps takes part. */
export async function visit({ browser, promotionId, number, think }: Visit): Promise<void> {
  const path = `/p/${promotionId}`
  const page = await browser.page('page /p/{id}', `${path}?from=kakao`)
  if (!page) return
  await browser.call('GET /p/{id}/card.png', `${path}/card.png`)
  await think()
  if (Math.random() > ENTERS) return
  const form = new URLSearchParams({
    key: KEY.exec(page.body)?.[1] ?? '',
    name: '김민수',
    phone: `010${String(10_000_000 + (number % 90_000_000)).padStart(8, '0')}`,
    source: 'kakao',
    consent: 'on',
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
  const answer = await browser.call('form /p/{id} (entry)', path, { method: 'POST', headers, body: `${form}` })
  if (answer?.status === 303) await browser.page('page /p/{id}', String(answer.headers.location))
  await think()
}
