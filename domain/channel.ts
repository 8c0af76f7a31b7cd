import { z } from 'zod'

/** The six channels of a promotion, in the order in which the screens list them. */
export const ChannelId = z.enum(['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'naver-blog', 'kakao'])
export type ChannelId = z.infer<typeof ChannelId>

/** Where an entry came from: a channel, or the entry page's plain address. */
export const Source = z.union([ChannelId, z.literal('direct')])
export type Source = z.infer<typeof Source>

/** A file that a channel fetches, with what its rules are about. */
export const PostMedia = z.object({
  url: z.url(),
  mime: z.enum(['image/png', 'image/jpeg', 'video/mp4']),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  seconds: z.number().exactOptional(),
})
export type PostMedia = z.infer<typeof PostMedia>

/** Everything a channel needs to make one post. `reference` is its idempotency key towards the outside. */
export const PostContent = z.object({
  reference: z.string().min(1).max(120),
  promotionId: z.string(),
  shopName: z.string(),
  region: z.string(),
  title: z.string(),
  prize: z.string(),
  body: z.string(),
  hashtags: z.array(z.string()),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** Public page where people enter, with the channel as its source. */
  entryUrl: z.url(),
  /** Public picture of the promotion. */
  imageUrl: z.url(),
  /** The approved picture behind that address. */
  picture: PostMedia.exactOptional(),
  /** The approved clip, for television. */
  clip: PostMedia.exactOptional(),
  /** The approved text for a channel that is only heard. */
  script: z.string().exactOptional(),
})
export type PostContent = z.infer<typeof PostContent>
