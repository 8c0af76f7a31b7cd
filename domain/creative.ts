import { z } from 'zod'
import type { ChannelId, Source } from './channel.ts'
import { Id } from './kernel.ts'

/** The three looks a promotion's pictures can have. */
export const Style = z.enum(['warm', 'bold', 'paper'])
export type Style = z.infer<typeof Style>

/** What is made of one promotion: pictures for each place, and a clip for each TV channel. */
export const Piece = z.enum([
  'instagram-square',
  'instagram-portrait',
  'naver-blog',
  'kakao',
  'link',
  'uridongne-tv',
  'genie-tv',
  'uridongne-tv-clip',
  'genie-tv-clip',
])
export type Piece = z.infer<typeof Piece>

interface PieceSpec {
  /** Pixels. */
  width: number
  height: number
  /** Where an entry came from that began with its QR code. */
  source: Source
  kind: 'picture' | 'clip'
  /** The place takes nothing but JPEG. */
  isJpeg?: true
}

const TV = { width: 1920, height: 1080 } as const

/** Every piece's size, and the channel whose entries it brings. */
export const PIECES: Readonly<Record<Piece, PieceSpec>> = {
  'instagram-square': { width: 1080, height: 1080, source: 'instagram', kind: 'picture', isJpeg: true },
  'instagram-portrait': { width: 1080, height: 1350, source: 'instagram', kind: 'picture', isJpeg: true },
  'naver-blog': { width: 800, height: 600, source: 'naver-blog', kind: 'picture' },
  kakao: { width: 800, height: 400, source: 'kakao', kind: 'picture' },
  link: { width: 1200, height: 630, source: 'direct', kind: 'picture', isJpeg: true },
  'uridongne-tv': { ...TV, source: 'uridongne-tv', kind: 'picture' },
  'genie-tv': { ...TV, source: 'genie-tv', kind: 'picture' },
  'uridongne-tv-clip': { ...TV, source: 'uridongne-tv', kind: 'clip' },
  'genie-tv-clip': { ...TV, source: 'genie-tv', kind: 'clip' },
}

/** The pieces of those channels, and the one for links, which every promotion has. */
export const piecesFor = (channels: readonly ChannelId[]): Piece[] =>
  Piece.options.filter((piece) => piece === 'link' || channels.includes(PIECES[piece].source as ChannelId))

/** A file as it was made; `hash` is the SHA-256 of its bytes. */
export const MediaFile = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  mime: z.enum(['image/png', 'image/jpeg', 'video/mp4']),
  width: z.int().min(1),
  height: z.int().min(1),
  bytes: z.int().min(1),
  /** Of a clip. */
  seconds: z.number().positive().exactOptional(),
})
export type MediaFile = z.infer<typeof MediaFile>

/** What the pictures say, as it was when they were asked for. */
export const ContentFacts = z.object({
  promotionId: Id,
  trade: z.string(),
  shopName: z.string(),
  title: z.string(),
  prize: z.string(),
  /** Left out where the start is not in the future: the picture then says only until when. */
  startsAt: z.iso.datetime().exactOptional(),
  endsAt: z.iso.datetime().exactOptional(),
  /** Page where people enter, without its source. */
  entryUrl: z.url(),
})
export type ContentFacts = z.infer<typeof ContentFacts>

/** Words of one piece that the merchant wrote over. */
export const Words = z.object({
  title: z.string().trim().min(1).max(60).exactOptional(),
  prize: z.string().trim().min(1).max(120).exactOptional(),
})
export type Words = z.infer<typeof Words>

/** The pieces a channel posts, the best first; what is not there is passed over. */
const POSTED: Partial<Record<ChannelId, readonly Piece[]>> = {
  instagram: ['instagram-square', 'instagram-portrait'],
  'naver-blog': ['naver-blog'],
  kakao: ['kakao'],
  'uridongne-tv': ['uridongne-tv'],
  'genie-tv': ['genie-tv'],
}

/** The approved picture that a channel posts: its own, else the one for links. */
export function pictureOf(channel: ChannelId, files: Partial<Record<Piece, MediaFile>>): MediaFile | undefined {
  const piece = (POSTED[channel] ?? []).find((own) => files[own])
  return files[piece ?? 'link']
}

/** The approved clip of a TV channel. */
export const clipOf = (channel: ChannelId, files: Partial<Record<Piece, MediaFile>>): MediaFile | undefined =>
  files[`${channel}-clip` as Piece]

const EXTENSION = { 'image/png': 'png', 'image/jpeg': 'jpg', 'video/mp4': 'mp4' } as const

/** Where a file is found below the public origin. */
export const mediaPath = ({ hash, mime }: Pick<MediaFile, 'hash' | 'mime'>): string =>
  `/media/${hash}.${EXTENSION[mime]}`
