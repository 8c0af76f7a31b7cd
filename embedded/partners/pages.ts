import { countsAt } from './growth.ts'
import type { Reply } from './http.ts'
import type { Post } from './rows.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (value: string) => value.replace(/[&<>"']/g, (char) => ENTITIES[char] as string)
const string = (value: unknown) => (typeof value === 'string' ? value : '')

/** A post as the public would see it, so that a link from the dashboard leads somewhere. */
export function page(post: Post, now: number): Reply {
  const { title, name, caption, body, text, image_url, imageUrl, creativeUrl } = post.data
  const heading = string(title ?? name) || post.partner
  const words = string(caption ?? body ?? text) || JSON.stringify(post.data, null, 2)
  const image = string(image_url ?? imageUrl ?? creativeUrl)
  const html = `<!doctype html><html lang="ko"><meta charset="utf-8"><title>${escaped(heading)}</title>
<main data-post="${escaped(post.postId)}"><h1>${escaped(heading)}</h1>
${/^https?:/.test(image) ? `<img alt="" src="${escaped(image)}" width="480">` : ''}
<p style="white-space:pre-wrap">${escaped(words)}</p>
<p>${escaped(post.partner)} · 조회 ${countsAt(post, now).views}</p></main></html>`
  return { status: 200, body: html, headers: { 'content-type': 'text/html; charset=utf-8' } }
}
