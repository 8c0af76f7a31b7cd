import type { channel as ko } from '../ko/channel.ts'

/** One channel of a promotion, in English. */
export const channel: Record<keyof typeof ko, string> = {
  'only.channel': 'Showing {channel} only',
  'only.all': 'Show everything',
}
