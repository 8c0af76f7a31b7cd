import type { Db } from 'mongodb'
import { AiError } from '../adapters/ai/port.ts'
import { type CreativeCache, creativeCache, type KeptRow } from '../adapters/images/creative-cache.ts'
import { createDrawer, type Drawer, shotsOf } from '../adapters/images/drawer.ts'
import type { Painter } from '../adapters/images/painter.ts'
import { Undrawable } from '../adapters/images/worker.ts'
import type { Storage } from '../adapters/storage/port.ts'
import { atOnce } from '../adapters/video/at-once.ts'
import { CLIP_SECONDS, CLIP_ZOOM, makeClip } from '../adapters/video/clip.ts'
import { FilmFailed } from '../adapters/video/ffmpeg.ts'
import { toJpeg } from '../adapters/video/jpeg.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { Lineage } from '../domain/content-events.ts'
import { type MediaFile, PIECES } from '../domain/creative.ts'
import { NotMade, type Studio } from '../sagas/content-handlers.ts'
import type { MakeCreative, PaintedOn } from '../sagas/content-pipeline-effects.ts'

export interface StudioDeps {
  db: Db
  storage: Storage
  /** Undefined where every background is drawn. */
  painter: Painter | undefined
}

interface Made {
  bytes: Uint8Array
  mime: MediaFile['mime']
  seconds?: number
  crop?: NonNullable<Lineage['crop']>
}

/** A clip takes both cores for seconds, and megabytes of pixels. */
const CLIPS_AT_ONCE = 1

/** Who makes creatives here, with what is kept of them; and an end to it. */
export function openStudio({ db, storage, painter }: StudioDeps) {
  const cache = creativeCache(db.collection<KeptRow>('creative_cache'))
  const drawer = createDrawer()
  const tools: Tools = { cache, drawer, storage, painter, inTurn: atOnce(CLIPS_AT_ONCE) }
  const studio: Studio = {
    paint: (order, merchantId, signal) => paint(tools, order, merchantId, signal),
    make: (order, signal) => make(tools, order, signal),
  }
  const services: Pick<PrepareServices, 'imageModel' | 'keptContent'> = {
    imageModel: () => painter?.model ?? 'local',
    keptContent: cache.whole,
  }
  return { studio, services, close: drawer.close }
}

interface Tools extends Pick<StudioDeps, 'storage' | 'painter'> {
  cache: CreativeCache
  drawer: Drawer
  inTurn: ReturnType<typeof atOnce>
}

const paint: With<Studio['paint']> = async ({ painter, cache, storage }, { style, facts }, merchantId, signal) => {
  if (!painter) throw new NotMade('no model paints backgrounds here')
  const key = { style, facts, model: painter.model }
  const kept = await cache.background(key)
  if (kept) return { ...kept, usage: { ...kept.usage, costUsd: 0 } }
  const painted = await painter.paint({ style, facts, merchantId }, signal).catch(unmade)
  const { bytes, mime, width, height, prompt, usage } = painted
  const { hash } = await storage.put(bytes, mime)
  const background = { prompt, usage, file: { hash, mime, width, height, bytes: bytes.length } }
  await cache.keepBackground(key, background)
  return background
}

const make: With<Studio['make']> = async ({ cache, drawer, storage, inTurn }, order, signal) => {
  const { facts, style, model, piece, background } = order
  const key = { facts, style, model, piece }
  const known = await cache.creative(key)
  if (known) return { ...known, lineage: { ...known.lineage, kept: true } }
  const parts = { drawer, order, photo: background && (await photoOf(storage, background)), signal }
  const making = PIECES[piece].kind === 'clip' ? inTurn(() => clip(parts)) : picture(parts)
  const { bytes, mime, seconds, crop } = await making.catch(unmade)
  const { hash } = await storage.put(bytes, mime)
  const { width, height } = PIECES[piece]
  const file = { hash, mime, width, height, bytes: bytes.length, ...(seconds ? { seconds } : {}) }
  const on = background ? { background: background.hash, ...(crop ? { crop } : {}) } : {}
  const made = { file, lineage: { model: background?.model ?? 'local', kept: false, ...on } }
  // What had to do without its background is not what the model's pictures are.
  if (model === 'local' || background) await cache.keepCreative(key, made)
  return made
}

/** A step of the studio with its tools in front. */
type With<Step extends (...given: never[]) => unknown> = (tools: Tools, ...given: Parameters<Step>) => ReturnType<Step>

/** What would fail again is told apart from what another try may mend. */
function unmade(error: unknown): never {
  const isFinal = error instanceof Undrawable || error instanceof FilmFailed || error instanceof AiError
  throw isFinal ? new NotMade(error.message, { cause: error }) : error
}

type Photo = Awaited<ReturnType<typeof photoOf>>
interface Parts {
  drawer: Drawer
  order: MakeCreative
  photo: Photo | undefined
  signal: AbortSignal
}

/** The background as the drawing takes it. @throws Error when the storage has lost it */
async function photoOf(storage: Storage, { hash, width, height }: PaintedOn) {
  const kept = await storage.get(hash)
  if (!kept) throw new Error(`the background ${hash} is not in the storage`)
  return { href: `data:${kept.mime};base64,${Buffer.from(kept.bytes).toString('base64')}`, width, height }
}

function requestOf({ order: { facts, style, piece }, photo }: Parts) {
  const { width, height, source } = PIECES[piece]
  const qrUrl = source === 'direct' ? facts.entryUrl : `${facts.entryUrl}?from=${source}`
  return { facts, style, width, height, qrUrl, ...(photo ? { photo } : {}) }
}

async function picture(parts: Parts): Promise<Made> {
  const request = requestOf(parts)
  const { order, drawer, signal } = parts
  const drawn = await drawer.draw(request)
  const crop = drawn.crop ? { crop: drawn.crop } : {}
  if (drawn.format === 'png' && !PIECES[order.piece].isJpeg) return { bytes: drawn.bytes, mime: 'image/png', ...crop }
  return { bytes: await toJpeg(drawn, signal), mime: 'image/jpeg', ...crop }
}

async function clip(parts: Parts): Promise<Made> {
  const request = requestOf(parts)
  const [first, second, third] = shotsOf({ ...request, zoom: CLIP_ZOOM })
  const { drawer, signal } = parts
  const stills = [await drawer.draw(first), await drawer.draw(second), await drawer.draw(third)] as const
  return { bytes: await makeClip(stills, request, signal), mime: 'video/mp4', seconds: CLIP_SECONDS }
}
