import type { ChannelId, PostContent, PostMedia } from './channel.ts'
import { clipOf, type MediaFile, mediaPath, type Piece, pictureOf } from './creative.ts'

/**
 * What a channel's post shows of the approved files; nothing while none are approved.
 *
 * @param origin under which the public reaches our pages
 */
export function postMedia(
  channel: ChannelId,
  files: Partial<Record<Piece, MediaFile>>,
  origin: string,
): Partial<Pick<PostContent, 'imageUrl' | 'picture' | 'clip'>> {
  const media = ({ hash, mime, ...facts }: MediaFile): PostMedia => ({
    ...facts,
    mime,
    url: `${origin}${mediaPath({ hash, mime })}`,
  })
  const [picture, clip] = [pictureOf(channel, files), clipOf(channel, files)]
  return {
    ...(picture ? { imageUrl: media(picture).url, picture: media(picture) } : {}),
    ...(clip ? { clip: media(clip) } : {}),
  }
}
