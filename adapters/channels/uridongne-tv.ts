import { z } from 'zod'
import type { PostContent } from '../../domain/channel.ts'
import type { Http, Trouble } from '../resilience/http.ts'
import { safeRead, type Tries } from '../resilience/safe-read.ts'
import { connected } from './connected.ts'
import { mediaProblems } from './media.ts'
import { Address, Amount, garbage, repeatable, stale, Text, unready } from './outcomes.ts'
import type { ChannelKind, PrepareOutcome } from './port.ts'
import { untilProcessed } from './processing.ts'
import { restChannel, restHttp } from './rest-channel.ts'
import { tooLong } from './text.ts'

const settings = z.object({
  URIDONGNE_TV_URL: Address,
  URIDONGNE_TV_TOKEN: Text,
  URIDONGNE_TV_SECONDS: z.coerce.number().int().min(5).max(60).default(15),
  URIDONGNE_TV_TIMES_A_DAY: z.coerce.number().int().min(1).max(24).default(4),
  URIDONGNE_TV_FEE_WON: Amount.default(30_000),
})

const Clip = z.object({ id: z.string(), status: z.string() })
const Clips = z.object({ items: z.array(Clip) })

/** Uploads the clip under a reference of its own; the same again answers with the same clip. */
async function upload(
  http: Http,
  content: PostContent,
  seconds: number,
  { signal, pauseMs }: Required<Tries>,
): Promise<string | Trouble> {
  const reference = `clip-${content.reference}`
  const { clip } = content
  // The approved clip runs as long as it is; a still is shown for as long as is set.
  const length = clip?.seconds === undefined ? seconds : Math.round(clip.seconds)
  const body = { title: content.title, sourceUrl: clip?.url ?? content.imageUrl, durationSeconds: length }
  const made = await http('POST', '/clips', { body, headers: { 'idempotency-key': reference }, signal })
  if (made.ok) return Clip.safeParse(made.body).data?.id ?? garbage('no clip in the answer')
  if (made.trouble.code !== 'REFERENCE_REUSED') return made.trouble
  const path = `/clips?${new URLSearchParams({ reference })}`
  const known = await safeRead(() => http('GET', path, { signal }), { signal, pauseMs })
  if (!known.ok) return known.trouble
  return Clips.safeParse(known.body).data?.items[0]?.id ?? garbage('no clip in the list')
}

async function look(http: Http, clipId: string, tries: Tries): Promise<'ready' | 'processing' | Trouble> {
  const path = `/clips/${encodeURIComponent(clipId)}`
  const reply = await safeRead(() => http('GET', path, { signal: tries.signal }), tries)
  if (!reply.ok) return reply.trouble
  const clip = Clip.safeParse(reply.body)
  if (!clip.success) return garbage('no clip in the answer')
  return clip.data.status === 'READY' ? 'ready' : 'processing'
}

/** The clip is not, or not yet, what a broadcast can be made of: nothing was booked. */
function refusal(trouble: Trouble): Trouble {
  if (trouble.code === 'CLIP_UNKNOWN') return stale(trouble.reason)
  return trouble.code === 'CLIP_NOT_READY' ? unready(trouble.reason, 2_000) : trouble
}

/** 우리동네TV: a clip is uploaded first, then its broadcast in the neighbourhood is booked. */
export const uridongneTv: ChannelKind = {
  id: 'uridongne-tv',
  settings,
  sandbox: (base) => ({ URIDONGNE_TV_URL: `${base}/uridongne-tv/v1`, URIDONGNE_TV_TOKEN: 'sandbox' }),
  create(env, deps) {
    const set = settings.parse(env)
    const { URIDONGNE_TV_URL: base, URIDONGNE_TV_TOKEN: token } = set
    const http = restHttp({ base, token }, deps)
    const channel = restChannel(
      {
        id: 'uridongne-tv',
        base,
        token,
        collection: '/broadcasts',
        costWon: { ofPost: set.URIDONGNE_TV_FEE_WON },
        problems: (content) => [
          ...tooLong('TITLE_TOO_LONG', content.title, 60),
          ...tooLong('REGION_TOO_LONG', content.region, 40),
          ...mediaProblems('uridongne-tv', content),
        ],
        bodyOf: ({ region, startsAt, endsAt }, clipId) => ({
          clipId,
          region,
          startsAt,
          endsAt,
          timesPerDay: set.URIDONGNE_TV_TIMES_A_DAY,
        }),
        refusal,
      },
      deps,
    )
    async function prepare(content: PostContent, signal: AbortSignal): Promise<PrepareOutcome> {
      const tries = { signal, pauseMs: deps.pauseMs ?? 200 }
      const clip = await upload(http, content, set.URIDONGNE_TV_SECONDS, tries)
      return typeof clip === 'string'
        ? untilProcessed(clip, () => look(http, clip, tries), deps, signal)
        : repeatable(clip)
    }
    return connected(set, ['URIDONGNE_TV_URL', 'URIDONGNE_TV_TOKEN'], { ...channel, prepare })
  },
}
