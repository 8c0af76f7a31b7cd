import { check, control, type Day, type Step } from '../step.ts'

const CHANNELS = ['uridongne-tv', 'genie-tv', 'instagram', 'naver-blog', 'kakao']
const AT_ONCE_MS = 100
const HITS = 3
/** Films take seconds of both cores, and more on a busy machine. */
const PATIENCE_MS = 180_000

interface Media {
  state: string
  path?: string
  file?: { mime: string; width: number; height: number; bytes: number; hash: string }
}
interface Content {
  id: string
  creatives: Record<string, Media>
  script: { text: string; seconds: number }
}
interface Job {
  id: string
  status: string
  percent: number
}

const contentOf = async (day: Day): Promise<Content> => (await day.shop.get(`/api/v1/contents/${day.contentId}`)).body

const refuse: Step = [
  'Nothing can be launched before its pictures are approved',
  async (day) => {
    const { body } = await day.shop.command('launch-promotion', { promotionId: day.promotionId }, { expect: 409 })
    return body.code
  },
]

const make: Step = [
  'Pictures for every channel are made in one style, with a ten-second clip for television',
  async (day) => {
    const began = performance.now()
    const wanted = { promotionId: day.promotionId, style: 'warm', channels: CHANNELS }
    const asked = await day.shop.command('request-content', wanted)
    day.contentId = asked.body.jobId
    const seen = new Set<number>()
    await day.live?.until<Job>(
      'jobs',
      ({ id, status, percent }) => {
        if (id === day.contentId) seen.add(percent)
        return id === day.contentId && status === 'done'
      },
      PATIENCE_MS,
    )
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const { creatives } = await contentOf(day)
    const made = Object.values(creatives).filter(({ state }) => state === 'made')
    check(made.length === Object.keys(creatives).length, 'some pictures could not be made')
    return `${made.length} in ${seconds} s, job id in ${asked.ms.toFixed(0)} ms, ${seen.size} steps of progress seen`
  },
]

const again: Step = [
  'The same pictures again: kept, at once',
  async (day) => {
    const wanted = { promotionId: day.promotionId, style: 'warm', channels: CHANNELS }
    const times: number[] = []
    for (let time = 0; time < HITS; time += 1) {
      const { body, ms } = await day.shop.command('request-content', wanted)
      check(body.events.includes('CreativeMade'), 'the pictures should be there with the answer')
      times.push(ms)
    }
    const best = Math.min(...times)
    check(best <= AT_ONCE_MS, `a hit should take ${AT_ONCE_MS} ms at most, the best took ${best.toFixed(0)}`)
    return times.map((ms) => `${ms.toFixed(0)} ms`).join(', ')
  },
]

const revise: Step = [
  'One picture gets words of its own and is made anew',
  async (day) => {
    const before = (await contentOf(day)).creatives.kakao?.file?.hash
    const words = { title: '카카오 친구에게 먼저 알려요' }
    await day.shop.command('revise-creative', { contentId: day.contentId, piece: 'kakao', words })
    const anew = ({ id, creatives }: Content) => id === day.contentId && creatives.kakao?.file?.hash !== before
    const row = await day.live?.until<Content>(
      'contents',
      (row) => anew(row) && row.creatives.kakao?.state === 'made',
      PATIENCE_MS,
    )
    const file = row?.creatives.kakao?.file
    return `kakao ${file?.width}×${file?.height}, ${Math.ceil((file?.bytes ?? 0) / 1000)} kB`
  },
]

const approve: Step = [
  'They are approved; only now anybody can see them',
  async (day) => {
    const { creatives, script } = await contentOf(day)
    const paths = Object.values(creatives).flatMap(({ path }) => path ?? [])
    const statuses = async () => {
      const answers = await Promise.all(paths.map((path) => fetch(`${day.origin}${path}`)))
      const bytes = await Promise.all(answers.map(async (answer) => (await answer.arrayBuffer()).byteLength))
      return { codes: new Set(answers.map(({ status }) => status)), bytes: bytes.reduce((a, b) => a + b, 0) }
    }
    check(!(await statuses()).codes.has(200), 'a picture was public before it was approved')
    const { promotionId, contentId } = day
    const { body } = await day.shop.command('approve-content', { promotionId, contentId })
    await day.shop.get(`/api/v1/contents/${contentId}?min-position=${body.position}`)
    const { codes, bytes } = await statuses()
    check(codes.size === 1 && codes.has(200), 'an approved picture is not public')
    return `${paths.length} files, ${(bytes / 1e6).toFixed(1)} MB; ringback of ${script.seconds} s`
  },
]

const posted: Step = [
  'What the channels were given are the approved files, the TV channels the clip',
  async (day) => {
    const { creatives } = await contentOf(day)
    const record = JSON.stringify(((await control(day, 'GET', '/requests')) as { requests: unknown[] }).requests)
    const pieces = ['instagram-square', 'kakao', 'uridongne-tv-clip', 'genie-tv-clip']
    for (const piece of pieces)
      check(record.includes(creatives[piece]?.path ?? 'no path'), `${piece} was not what was posted`)
    return pieces.join(', ')
  },
]

/** Pictures: made, kept, written anew, approved; and after the launch, seen at the channels. */
export const pictureSteps: Step[] = [refuse, make, again, revise, approve]
export const postedSteps: Step[] = [posted]
