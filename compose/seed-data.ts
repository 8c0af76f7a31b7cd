import type { ChannelId, Source } from '../domain/channel.ts'
import type { Style } from '../domain/creative.ts'
import type { Purpose } from '../domain/recommendation.ts'

/** The demo shop's people, who can sign in at once. */
export const DEMO_PASSWORD = 'madang-dalbit-cafe'
export const DEMO = {
  owner: { email: 'owner@dalbit.example', name: '김하늘' },
  auditor: { email: 'auditor@dalbit.example', name: '이정민' },
  operator: { email: 'operator@madang.example', name: '운영 담당' },
}

export const SHOP = {
  shopName: '달빛카페',
  trade: 'cafe',
  region: 'daegu',
  businessNumber: '120-81-47521',
  openedOn: '2020-03-02',
}

/** One promotion of the demo shop; days count from today, before it when negative. */
export interface DemoPromotion {
  key: string
  purpose: Purpose
  planIndex: number
  /** Look of its pictures. */
  style: Style
  /** What the owner made of the plan, if anything. */
  revised: { title?: string; prize?: string }
  channels: ChannelId[]
  /** For which of them pictures are made; a clip takes seconds, and a first start should not. */
  pictures: ChannelId[]
  createdDay: number
  launchDay?: number
  startsDay: number
  endsDay: number
  endedDay?: number
  entries: number
  /** Address of the post that the owner made by hand. */
  blogUrl?: string
}

export const PROMOTIONS: DemoPromotion[] = [
  {
    key: 'autumn',
    style: 'paper',
    purpose: 'regulars',
    planIndex: 1,
    revised: { title: '가을 단골 감사 도장 이벤트', prize: '아메리카노 한 달 이용권 (5명)' },
    channels: ['uridongne-tv', 'genie-tv', 'instagram', 'naver-blog'],
    pictures: ['instagram', 'naver-blog'],
    createdDay: -23,
    launchDay: -20,
    startsDay: -20,
    endsDay: 3,
    endedDay: -6,
    entries: 96,
    blogUrl: 'https://blog.naver.com/dalbitcafe/223600001',
  },
  {
    key: 'november',
    style: 'warm',
    purpose: 'new-customers',
    planIndex: 0,
    revised: { title: '첫 방문이면 크루아상이 공짜' },
    channels: ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'naver-blog', 'kakao'],
    pictures: ['uridongne-tv', 'instagram', 'naver-blog', 'kakao'],
    createdDay: -11,
    launchDay: -9,
    startsDay: -9,
    endsDay: 5,
    entries: 184,
  },
  {
    key: 'christmas',
    style: 'bold',
    purpose: 'season',
    planIndex: 2,
    revised: { title: '크리스마스 케이크 미리 예약' },
    channels: ['instagram', 'naver-blog', 'kakao'],
    pictures: ['instagram', 'naver-blog', 'kakao'],
    createdDay: -1,
    startsDay: 6,
    endsDay: 32,
    entries: 0,
  },
]

/** Where entries come from, in parts of a hundred. */
export const SOURCES: [Source, number][] = [
  ['instagram', 36],
  ['kakao', 24],
  ['naver-blog', 13],
  ['uridongne-tv', 11],
  ['genie-tv', 7],
  ['direct', 6],
  ['ringobiz', 3],
]

/** How busy each hour of the day is, KST. */
export const HOURS = [1, 0, 0, 0, 0, 0, 1, 4, 7, 8, 9, 12, 18, 14, 9, 10, 9, 11, 16, 19, 17, 12, 8, 4]

export const SURNAMES = ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임', '한', '오', '서', '신', '권']
export const GIVEN_NAMES = [
  '서연',
  '민준',
  '지우',
  '하은',
  '도윤',
  '수아',
  '예준',
  '지민',
  '유진',
  '현우',
  '다은',
  '태윤',
  '소율',
  '건우',
  '채원',
  '시우',
]
