/** What the double answers to a request for data, by the name of the field that the schema asks for. */
export const ANSWERS: Record<string, unknown> = {
  evidence: { evidence: [] },
  trends: {
    trends: [
      { topic: '따뜻한 음료', finding: '기온이 내려가 따뜻한 음료를 찾는 손님이 늘어요.', source: '철별 안내' },
      { topic: '크리스마스', finding: '선물과 약속을 준비하는 손님이 많아요.', source: '기념일 달력' },
    ],
  },
  plans: {
    plans: [
      plan('겨울 첫 방문 선물', 'low', 40_000, ['kakao', 'instagram']),
      plan('크리스마스 인증샷', 'medium', 150_000, ['instagram', 'kakao', 'naver-blog']),
      plan('연말 단골의 날', 'high', 480_000, ['kakao', 'uridongne-tv', 'genie-tv', 'instagram']),
    ],
  },
}

function plan(title: string, effort: string, cost: number, channels: string[]) {
  return {
    title,
    idea: `${title} 이벤트로 손님을 반갑게 맞이해 보세요.`,
    prize: '아메리카노 교환권 10명',
    mechanic: '매장 QR로 응모해 주세요.',
    channels,
    days: 14,
    expectedEntries: 40,
    expectedReach: 900,
    cost,
    effort,
    why: '겨울에는 따뜻한 음료를 찾는 손님이 늘어요.',
    hashtags: ['동네카페', '겨울'],
  }
}

/** Tokens that every answer claims to have used. */
export const TOKENS = { input: 1_200, output: 800 }
