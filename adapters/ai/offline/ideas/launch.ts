import type { Effort, Idea } from '../ideas.ts'

const naming: Idea = {
  days: 10,
  ease: 1.2,
  materials: 0,
  gifts: [['small', 10]],
  needs: 'instagram',
  ko: {
    title: '{theme} {novelty} 이름 짓기',
    idea: '{novelty:을} 사진으로 먼저 보여 드리고 이름이나 별명을 지어 달라고 부탁해 보세요. 뽑힌 분과 추첨되신 분께 {small:을} 드려요.',
    mechanic: '게시물에 어울리는 이름을 댓글로 남기고 이벤트 페이지에서 응모해 주세요. 뽑힌 이름은 매장에 걸어 드려요.',
    reason: '이름을 고민하는 동안 새것을 오래 들여다보게 되어 내놓기 전부터 기억에 남아요.',
  },
  en: {
    title: '{theme}: name our {novelty}',
    idea: 'Show a picture of your {novelty} and ask people for a name or nickname. The chosen one and drawn entries win {small}.',
    mechanic: 'Leave a name in the comments and enter on the promotion page. The chosen name goes up in the shop.',
    reason: 'While people think of a name they look closely, so it is remembered before it is out.',
  },
}

const firstIn: Idea = {
  days: 7,
  ease: 1.1,
  materials: 0,
  gifts: [
    ['small', 8],
    ['coupon', 30],
  ],
  ko: {
    title: '{theme} {novelty} 먼저 만나기',
    idea: '{novelty:을} 가장 먼저 만나 볼 분을 응모받아 추첨으로 {small:을} 드려 보세요. 소식을 알리는 글 하나로 첫 주의 발걸음을 만들 수 있어요.',
    mechanic:
      '이벤트 페이지에 이름을 남기시면 나오는 날 가장 먼저 알려 드려요. 모두에게 첫 주에 쓰실 {coupon:을} 드려요.',
    reason: '미리 응모한 분은 나오는 날을 기다리게 되고, 쿠폰이 첫 구매를 도와줘요.',
  },
  en: {
    title: '{theme}: be first with our {novelty}',
    idea: 'Take entries from people who want your {novelty} first, and draw winners of {small}. One announcement fills your first week.',
    mechanic:
      'Leave your name on the promotion page and hear first when it is out. Everyone gets {coupon} for the first week.',
    reason: 'Those who enter wait for the day, and the coupon helps the first purchase along.',
  },
}

const verdict: Idea = {
  days: 14,
  ease: 0.9,
  materials: 30_000,
  gifts: [
    ['mid', 5],
    ['coupon', 40],
  ],
  needs: 'naver-blog',
  ko: {
    title: '{theme} {novelty} 한 줄 평 이벤트',
    idea: '{novelty:을} 경험한 분의 솔직한 한 줄 평을 모으고, 추첨으로 {mid:을} 드려 보세요. 좋은 평은 소개 글로, 아쉬운 평은 고칠 거리로 쓸 수 있어요.',
    mechanic:
      '매장 쪽지나 SNS에 한 줄 평을 남기고 이벤트 페이지에서 응모해 주세요. 참여하신 분 모두에게 다음에 쓰실 {coupon:을} 드려요.',
    reason: '처음 나온 것은 다른 사람의 말이 궁금하기 마련이라, 모인 평이 다음 손님을 불러와요.',
  },
  en: {
    title: '{theme}: one line on our {novelty}',
    idea: 'Collect honest one-line reviews of your {novelty} and draw winners of {mid}. Good ones introduce it; the others tell you what to improve.',
    mechanic:
      'Leave one line on a card in the shop or online, and enter on the promotion page. Everyone gets {coupon} for next time.',
    reason: 'With something new people want to hear from others, so every review brings the next guest.',
  },
}

const firstPhoto: Idea = {
  days: 14,
  ease: 0.9,
  materials: 40_000,
  gifts: [
    ['mid', 6],
    ['coupon', 30],
  ],
  needs: 'instagram',
  ko: {
    title: '{theme} {novelty} 첫 인증샷',
    idea: '{novelty:을} 만난 첫 순간을 찍어 올린 분을 추첨해 {mid:을} 드려 보세요. 매장에 사진이 잘 나오는 자리를 하나 꾸며 두면 참여가 쉬워져요.',
    mechanic: '사진을 올리고 가게를 태그한 뒤 이벤트 페이지에서 응모해 주세요. 모두에게 {coupon:을} 드려요.',
    reason: '나온 첫 주에 사진이 여러 장 올라오면 동네에 소식이 빠르게 퍼져요.',
  },
  en: {
    title: '{theme}: first photo of our {novelty}',
    idea: 'Draw winners of {mid} among those who share their first moment with your {novelty}. Set up one spot where photos turn out well.',
    mechanic: 'Share your photo, tag us, and enter on the promotion page. Everyone gets {coupon}.',
    reason: 'Several photos in the first week spread the news through the neighbourhood.',
  },
}

const preview: Idea = {
  days: 14,
  ease: 0.8,
  materials: 150_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 20],
  ],
  ko: {
    title: '{theme} {taster} 초대',
    idea: '내놓기 며칠 전에 {taster:을} 열고 응모하신 분 가운데 20분을 모셔 보세요. 그 자리에서 의견을 듣고, 추첨으로 {grand:을} 드려요.',
    mechanic: '이벤트 페이지에서 응모해 주시면 당첨되신 분께 시간을 알려 드려요. 오신 분께 {small:을} 드려요.',
    reason: '먼저 만난 스무 분의 의견과 사진이 나오는 날의 가장 든든한 홍보가 돼요.',
  },
  en: {
    title: '{theme}: {taster}',
    idea: 'A few days before it is out, invite 20 of those who entered to a {taster}. Listen to them, and draw one to win {grand}.',
    mechanic: 'Enter on the promotion page, and we tell winners the time. Those who come get {small}.',
    reason: 'The opinions and photos of the first twenty are your best publicity on the day.',
  },
}

const supporters: Idea = {
  days: 21,
  ease: 0.6,
  materials: 120_000,
  gifts: [
    ['grand', 1],
    ['mid', 10],
    ['small', 10],
  ],
  needs: 'naver-blog',
  ko: {
    title: '{theme} {novelty} 서포터즈 모집',
    idea: '서포터즈 10분을 모집해 {novelty:을} 먼저 경험하게 하고 {mid:을} 드려 보세요. 2주 동안 올라온 후기 가운데 가장 정성스러운 글에 {grand:을} 드려요.',
    mechanic: '이벤트 페이지에서 신청해 주시면 뽑히신 분께 따로 연락드려요. 후기에는 제공받은 사실을 꼭 적어 주세요.',
    reason: '검색했을 때 믿을 만한 후기가 먼저 보이면 처음 찾는 분의 망설임이 줄어요.',
  },
  en: {
    title: '{theme}: supporters wanted for our {novelty}',
    idea: 'Find 10 supporters, let them try your {novelty} first, and give them {mid}. After two weeks the most careful review wins {grand}.',
    mechanic:
      'Apply on the promotion page, and we call those who are chosen. Reviews must say that the product was provided.',
    reason: 'When a search shows reviews people can trust, newcomers hesitate less.',
  },
}

export const launch: Record<Effort, [Idea, Idea]> = {
  low: [naming, firstIn],
  medium: [verdict, firstPhoto],
  high: [preview, supporters],
}
