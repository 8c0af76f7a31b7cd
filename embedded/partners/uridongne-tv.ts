import { z } from 'zod'
import {
  authorised,
  BY_HEADER,
  keyHeader,
  Moment,
  parsed,
  refuse,
  required,
  restChannel,
  sameBody,
} from './channel-api.ts'
import type { Call, Reply, Route } from './http.ts'
import type { Draft } from './rows.ts'
import type { Sandbox } from './sandbox.ts'

const NAME = 'uridongne-tv'
const CLIPS = '/uridongne-tv/v1/clips'

const Clip = z.strictObject({
  title: z.string().min(1).max(60),
  sourceUrl: z.url({ protocol: /^https?$/ }),
  durationSeconds: z.number().int().min(5).max(60),
})

const Broadcast = z.strictObject({
  clipId: z.string().min(1),
  region: z.string().min(1).max(40),
  startsAt: Moment,
  endsAt: Moment,
  timesPerDay: z.number().int().min(1).max(24).default(4),
})

const clipState = (clip: Draft) => (Date.now() < clip.readyAt ? 'PROCESSING' : 'READY')
const clipView = (clip: Draft) => ({ id: clip.id, reference: clip.reference, status: clipState(clip), ...clip.data })

function uploadClip(call: Call, { store, processingMs }: Sandbox): Reply {
  const account = authorised(call.headers)
  const reference = required(keyHeader(call.headers), BY_HEADER.where)
  const data = parsed(Clip, call.body)
  const [known] = store.draftsByReference(NAME, reference)
  if (known) {
    sameBody(known, data)
    return { status: 200, body: clipView(known), headers: { 'idempotent-replayed': 'true' } }
  }
  const id = `clip_${String(store.nextDraft()).padStart(8, '0')}`
  const clip = store.addDraft({ id, partner: NAME, account, reference, readyAt: Date.now() + processingMs, data })
  return { status: 201, body: clipView(clip) }
}

function lookupClip(call: Call, { store }: Sandbox): Reply {
  authorised(call.headers)
  const reference = required(call.query.get('reference'), 'the query parameter reference')
  return { status: 200, body: { items: store.draftsByReference(NAME, reference).map(clipView) } }
}

function oneClip(call: Call, { store }: Sandbox): Reply {
  authorised(call.headers)
  const clip = store.draft(NAME, call.params.id ?? '')
  if (!clip) throw refuse(404, 'NOT_FOUND', `there is no ${call.params.id}`)
  return { status: 200, body: clipView(clip) }
}

const clips: Route[] = [
  { method: 'POST', path: CLIPS, operation: 'upload-clip', handle: uploadClip },
  { method: 'GET', path: CLIPS, operation: 'lookup-clip', handle: lookupClip },
  { method: 'GET', path: `${CLIPS}/:id`, operation: 'clip-status', handle: oneClip },
]

/** 우리동네TV: a clip is uploaded and processed, then its broadcast in a neighbourhood is booked. */
export const uridongneTv = restChannel({
  name: NAME,
  collection: '/uridongne-tv/v1/broadcasts',
  prefix: 'ut',
  schema: Broadcast,
  states: { waiting: 'BOOKED', live: 'ON_AIR', ended: 'ENDED', gone: 'CANCELLED' },
  reference: BY_HEADER,
  period: ({ startsAt, endsAt }) => ({ from: Date.parse(startsAt), until: Date.parse(endsAt) }),
  check({ clipId }, { store }) {
    const clip = store.draft(NAME, clipId)
    if (!clip) throw refuse(422, 'CLIP_UNKNOWN', `there is no clip ${clipId}`)
    if (clipState(clip) !== 'READY') throw refuse(409, 'CLIP_NOT_READY', 'the clip is still being processed')
  },
  operations: clips,
})
