import type { CardFacts } from './layout.ts'

/** Facts for tests: a usual promotion, with what a test changes. */
export const factsWith = (changes: Partial<CardFacts> = {}): CardFacts => ({
  promotionId: 'p1',
  trade: 'cafe',
  shopName: '달빛카페',
  title: '가을 단골 감사 도장 이벤트',
  prize: '아메리카노 한 달 이용권 (5명)',
  startsAt: '2026-11-21T00:00:00.000Z',
  endsAt: '2026-12-01T14:59:00.000Z',
  ...changes,
})

/** Texts at the limits of the domain (60, 60 and 120 characters), of the kinds that people write. */
export const longest: Readonly<Record<string, CardFacts>> = {
  korean: factsWith({
    shopName: '서울특별시 마포구 연남동 골목 끝에서 삼십 년째 빵을 굽는 우리 동네 작은 빵집 이야기 연남동 본점 이층집',
    title: '가을이 깊어 가는 계절에 단골손님 여러분께 드리는 감사의 마음을 담은 도장 모으기 이벤트에 모두 초대합니다',
    prize:
      '매일 아침 갓 내린 아메리카노 한 잔과 직접 구운 크루아상을 한 달 동안 무료로 드실 수 있는 이용권 다섯 분, 그리고 참여해 주신 모든 분께 따뜻한 유자차 한 잔과 할인권을 함께 드리는 가을맞이 감사 행사입니다',
    startsAt: '2026-12-29T15:00:00.000Z',
    endsAt: '2027-11-30T14:59:00.000Z',
  }),
  english: factsWith({
    shopName: 'Moonlight Coffee Roasters & Bakery of the Old Town, Est 1994',
    title: 'Collect ten stamps this autumn and win one month of coffee',
    prize:
      'A month of Americanos for five regulars, and a warm croissant for everyone who comes in before ten on a weekday morning',
  }),
  'without spaces': factsWith({ shopName: '뷁'.repeat(60), title: '쀍'.repeat(60), prize: '가'.repeat(120) }),
  'widest letters': factsWith({ shopName: 'W'.repeat(60), title: '@'.repeat(60), prize: 'W'.repeat(120) }),
  'one long word': factsWith({
    title: `오늘 ${'크루아상'.repeat(13)} 꼭`,
    prize: `a ${'https://madang.example/'.repeat(5)}`,
  }),
  emoji: factsWith({ shopName: '🌙'.repeat(30), title: '👩‍👩‍👧‍👦'.repeat(5), prize: '🎁 쿠키 👻'.repeat(13) }),
  usual: factsWith(),
}
