export const CHANNELS = ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'naver-blog', 'kakao'] as const
export type ChannelId = (typeof CHANNELS)[number]
export type Source = ChannelId | 'direct'
export const SOURCES: readonly Source[] = [...CHANNELS, 'direct']
