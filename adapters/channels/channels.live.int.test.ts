import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { ChannelId, type PostContent } from '../../domain/channel.ts'
import { createBreakers } from '../resilience/breakers.ts'
import { channels } from './channels.ts'

/**
 * The same contract on the real thing. It makes real posts, so it wants credentials that are meant for it:
 * each channel's settings with CONTRACT_ before their names, and CONTRACT_IMAGE_URL, a public picture.
 */
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('CONTRACT_') ? [[name.slice('CONTRACT_'.length), value]] : [],
  ),
)

/** Beyond its settings: what keeps a test from reaching customers, or what only a person can have done before. */
const ALSO: Partial<Record<ChannelId, string[]>> = {
  kakao: ['KAKAO_TAG'],
  'naver-blog': ['NAVER_BLOG_ADDRESS', 'NAVER_BLOG_TITLE'],
}

const DAY = 86_400_000
const contentOf = (): PostContent => ({
  reference: randomUUID(),
  promotionId: 'contract',
  shopName: '마당 시험',
  region: env.REGION ?? '서울',
  title: env.NAVER_BLOG_TITLE ?? '연동 시험',
  prize: '없음',
  body: '연동을 시험하는 글이에요. 곧 지워져요.',
  hashtags: [],
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + DAY).toISOString(),
  entryUrl: 'https://example.com/',
  imageUrl: env.IMAGE_URL ?? 'https://example.com/none.jpg',
})

for (const id of ChannelId.options) {
  const channel = channels[id].create(env, { guard: createBreakers().guard(id) })
  const notSet = channel.preflight(contentOf()).filter(({ code }) => code === 'NOT_CONNECTED')
  const missing = [
    ...notSet.map(({ params }) => params.setting),
    ...['IMAGE_URL', ...(ALSO[id] ?? [])].filter((name) => !env[name]),
  ].map((name) => `CONTRACT_${name}`)
  const held = channel.holdUntil(new Date().toISOString())
  const reason = missing.length > 0 ? `not set: ${missing.join(', ')}` : held && `quiet until ${held}`
  if (reason) console.info(`${id} is not tested on the real thing; ${reason}`)

  test.skipIf(reason)(`${id} on the real thing${reason ? ` (${reason})` : ''}`, async () => {
    const signal = AbortSignal.timeout(50_000)
    const content = contentOf()
    if (channel.mode === 'assisted') {
      const found = await channel.find(content, env.NAVER_BLOG_ADDRESS, signal)
      return expect(found).toMatchObject({ outcome: 'published' })
    }
    const prepared = await channel.prepare?.(content, signal)
    if (prepared) expect(prepared).toMatchObject({ outcome: 'prepared' })
    const handle = prepared?.outcome === 'prepared' ? prepared.handle : undefined
    const made = await channel.publish(content, handle, signal)
    if (made.outcome !== 'published') throw new Error(JSON.stringify(made))
    try {
      expect(await channel.publish(content, handle, signal)).toMatchObject({ post: { postId: made.post.postId } })
      expect(await channel.find(content, handle, signal)).toMatchObject({ post: { postId: made.post.postId } })
      expect(await channel.metrics(made.post.postId, signal)).toMatchObject({ outcome: 'measured' })
    } finally {
      const gone = await channel.takeDown(made.post.postId, signal)
      expect(gone.outcome).toBe(id === 'kakao' ? 'rejected' : 'taken-down')
    }
  })
}
