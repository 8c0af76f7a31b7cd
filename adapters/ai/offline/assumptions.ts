import type { ChannelId } from '../../../domain/channel.ts'

interface ChannelFigures {
  reach: number
  entries: number
  /** Won. */
  cost: number
}

/**
 * What one two-week promotion brings and costs on a channel, until there are results of the same trade and region.
 * They are cautious starting values of ours, not measurements; a plan's `why` says when it rests on them.
 */
export const ASSUMED: Record<ChannelId, ChannelFigures> = {
  kakao: { reach: 400, entries: 16, cost: 10_000 },
  instagram: { reach: 600, entries: 15, cost: 0 },
  'naver-blog': { reach: 500, entries: 8, cost: 0 },
  'uridongne-tv': { reach: 1_500, entries: 9, cost: 50_000 },
  'genie-tv': { reach: 2_000, entries: 8, cost: 70_000 },
  ringobiz: { reach: 200, entries: 3, cost: 10_000 },
}

export const CHANNEL_NAMES: Record<'ko' | 'en', Record<ChannelId, string>> = {
  ko: {
    kakao: '카카오톡 채널',
    instagram: '인스타그램',
    'naver-blog': '네이버 블로그',
    'uridongne-tv': '우리동네TV',
    'genie-tv': '지니TV',
    ringobiz: '링고비즈',
  },
  en: {
    kakao: 'KakaoTalk Channel',
    instagram: 'Instagram',
    'naver-blog': 'Naver Blog',
    'uridongne-tv': 'Uridongne TV',
    'genie-tv': 'Genie TV',
    ringobiz: 'Ringobiz',
  },
}
