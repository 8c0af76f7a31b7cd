import { z } from 'zod'
import type { PostContent } from '../../domain/channel.ts'
import { createHttp, type Reply } from '../resilience/http.ts'
import { safeRead } from '../resilience/safe-read.ts'
import { mediaProblems } from './media.ts'
import { garbage, repeatable, Text, unanswered } from './outcomes.ts'
import type { Channel, ChannelKind, FindOutcome, MetricsOutcome, Package, TakeDownOutcome } from './port.ts'
import { announcement, carriesMarker, markerOf, tagsOf, tooLong } from './text.ts'

const settings = z.object({
  NAVER_BLOG_URL: z.url({ protocol: /^https?$/ }).default('https://blog.naver.com'),
  /** Where the content of a page can be read: on the real thing the desktop page is an empty frame around it. */
  NAVER_BLOG_READ_URL: z.url({ protocol: /^https?$/ }).default('https://m.blog.naver.com'),
  /** What follows a page's address to read its counts; Naver has no such thing, so nothing is measured when empty. */
  NAVER_BLOG_COUNTS: Text,
})

const Measures = z.object({ reach: z.int().min(0), clicks: z.int().min(0) })
const ELSEWHERE = { code: 'ADDRESS_ELSEWHERE', reason: 'this address is not of a Naver blog post' }

function packageOf(content: PostContent): Package {
  const { title, imageUrl } = content
  const hashtags = [...tagsOf(content), markerOf(content.reference)]
  const body = announcement(content)
  return { title, body, hashtags, imageUrl, text: [title, '', body, '', hashtags.join(' ')].join('\n') }
}

/** Reads pages of the blog site and no others: addresses come from people. */
function pages(set: z.infer<typeof settings>, deps: Parameters<ChannelKind['create']>[1]) {
  const site = new URL(set.NAVER_BLOG_URL)
  const readable = new URL(set.NAVER_BLOG_READ_URL)
  const root = `${site.pathname.replace(/\/$/, '')}/`
  const http = createHttp({ guard: deps.guard, base: set.NAVER_BLOG_READ_URL.replace(/\/$/, '') })
  return async (address: string, after: string, as: 'json' | 'text', signal: AbortSignal): Promise<Reply> => {
    const url = URL.canParse(address) ? new URL(address) : undefined
    const isOurs = url && [site.host, readable.host].includes(url.host) && url.pathname.startsWith(root)
    if (!isOurs || url.pathname === root) return { ok: false, trouble: { outcome: 'rejected', ...ELSEWHERE } }
    const path = `/${url.pathname.slice(root.length)}${after}${after ? '' : url.search}`
    return safeRead(() => http('GET', path, { as, signal }), { signal, pauseMs: deps.pauseMs ?? 200 })
  }
}

type Pages = ReturnType<typeof pages>

async function find(read: Pages, { reference, title }: PostContent, address: string | undefined, signal: AbortSignal) {
  if (address === undefined)
    return { outcome: 'unknown', code: 'ADDRESS_NEEDED', reason: 'the merchant has not given an address yet' } as const
  const page = await read(address, '', 'text', signal)
  if (!page.ok) return isMissing(page) ? ({ outcome: 'absent' } as const) : unanswered(page.trouble)
  const text = String(page.body)
  if (carriesMarker(text, reference) || text.includes(title))
    return { outcome: 'published', post: { postId: address, url: address, costWon: 0 } } as const
  const reason = 'the page shows neither the title nor the hashtag of this promotion'
  return { outcome: 'unknown', code: 'PAGE_DIFFERS', reason } as const
}

const isMissing = (reply: Reply) => !reply.ok && reply.trouble.code === 'HTTP_404'

async function takeDown(read: Pages, address: string, signal: AbortSignal): Promise<TakeDownOutcome> {
  const page = await read(address, '', 'text', signal)
  if (isMissing(page)) return { outcome: 'taken-down' }
  if (!page.ok) return page.trouble
  return { outcome: 'rejected', code: 'BY_HAND', reason: 'only the merchant can delete a Naver blog post' }
}

async function metrics(read: Pages, address: string, counts: string, signal: AbortSignal): Promise<MetricsOutcome> {
  if (counts === '')
    return { outcome: 'rejected', code: 'NOT_MEASURABLE', reason: 'Naver gives no counts of a blog post' }
  const reply = await read(address, counts, 'json', signal)
  if (!reply.ok) return repeatable(reply.trouble)
  const measures = Measures.safeParse(reply.body)
  if (!measures.success) return repeatable(garbage('no counts in the answer'))
  return { outcome: 'measured', ...measures.data, costWon: 0 }
}

/** Naver Blog: its write API closed in 2020, so the merchant pastes a package and gives the address. */
export const naverBlog: ChannelKind = {
  id: 'naver-blog',
  settings,
  sandbox: (base) => ({
    NAVER_BLOG_URL: `${base}/naver-blog`,
    NAVER_BLOG_READ_URL: `${base}/naver-blog`,
    NAVER_BLOG_COUNTS: '/views',
  }),
  create(env, deps): Channel {
    const set = settings.parse(env)
    const read = pages(set, deps)
    return {
      id: 'naver-blog',
      mode: 'assisted',
      preflight: (content) => [
        ...tooLong('TITLE_TOO_LONG', content.title, 100),
        ...mediaProblems('naver-blog', content),
      ],
      holdUntil: () => undefined,
      publish: async () => ({
        outcome: 'rejected',
        code: 'BY_HAND',
        reason: 'only the merchant can post on a Naver blog',
      }),
      find: (content, address, signal): Promise<FindOutcome> => find(read, content, address, signal),
      takeDown: (address, signal) => takeDown(read, address, signal),
      metrics: (address, signal) => metrics(read, address, set.NAVER_BLOG_COUNTS, signal),
      package: packageOf,
    }
  },
}
