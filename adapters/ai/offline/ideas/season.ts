import type { Effort, Idea } from '../ideas.ts'

const greeting: Idea = {
  days: 10,
  ease: 1.3,
  materials: 0,
  gifts: [['small', 12]],
  ko: {
    title: '{theme} 인사 나누기 이벤트',
    idea: '고마운 사람에게 전하고 싶은 인사를 한 줄 남기게 하고, 추첨으로 {small:을} 드려 보세요. 인사를 주고받는 마음과 함께 가게가 기억돼요.',
    mechanic:
      '게시물 댓글이나 매장 쪽지에 인사 한 줄을 남기고 이벤트 페이지에서 응모해 주세요. 뽑힌 인사는 매장에 걸어 드려요.',
    reason: '인사를 나누는 마음에 기대는 이벤트라 준비할 것이 거의 없어요.',
  },
  en: {
    title: '{theme} greetings draw',
    idea: 'Let people leave one line for someone they are grateful to, and draw winners of {small}. Your shop is remembered with the greeting.',
    mechanic:
      'Leave your line in the comments or on a card in the shop, and enter on the promotion page. The chosen greetings go up in the shop.',
    reason: 'It builds on the wish to greet each other and needs almost no preparation.',
  },
}

const special: Idea = {
  days: 14,
  ease: 1.1,
  materials: 10_000,
  gifts: [
    ['small', 8],
    ['coupon', 30],
  ],
  ko: {
    title: '{theme} {item} 이벤트',
    idea: '{item:을} 이번 철의 얼굴로 내세우고, 응모하신 분을 추첨해 {small:을} 드려 보세요. 지금만 만날 수 있다는 점이 오늘 들를 이유가 돼요.',
    mechanic: '매장의 QR이나 게시물에서 응모해 주세요. 응모하신 분 모두에게 {coupon:을} 드려요.',
    reason: '철마다 찾는 것이 분명해서 무엇을 알릴지 고민할 필요가 없어요.',
  },
  en: {
    title: '{theme} special: {item}',
    idea: 'Make {item} the face of the season and draw entries to win {small}. What is here only now is a reason to drop by today.',
    mechanic: 'Enter by the QR code in the shop or on the post. Everyone who enters gets {coupon}.',
    reason: 'People know what they want in this season, so you need not wonder what to announce.',
  },
}

const scenery: Idea = {
  days: 21,
  ease: 0.9,
  materials: 40_000,
  gifts: [
    ['mid', 5],
    ['coupon', 30],
  ],
  needs: 'instagram',
  ko: {
    title: '{theme} {region} 풍경 사진전',
    idea: '{region}의 {season} 풍경을 찍어 올린 분을 추첨해 {mid:을} 드리고, 뽑힌 사진은 매장에 걸어 보세요. 사진을 보러 친구와 함께 다시 찾게 돼요.',
    mechanic: '사진을 올리고 가게를 태그한 뒤 이벤트 페이지에서 응모해 주세요. 모두에게 {coupon:을} 드려요.',
    reason: '동네 풍경이라는 공통의 이야기가 있어 누구나 쉽게 참여해요.',
  },
  en: {
    title: '{theme} photo show: {region}',
    idea: 'Draw winners of {mid} among those who share what {season} looks like in {region}, and hang the chosen photos in the shop. People come back with friends to see them.',
    mechanic: 'Share your photo, tag us, and enter on the promotion page. Everyone gets {coupon}.',
    reason: 'Everyone has something to say about their own neighbourhood.',
  },
}

const daily: Idea = {
  days: 7,
  ease: 1,
  materials: 30_000,
  gifts: [
    ['mid', 6],
    ['coupon', 40],
  ],
  needs: 'kakao',
  ko: {
    title: '{theme} 하루 하나 깜짝 혜택',
    idea: '일주일 동안 매일 아침 다른 혜택을 하나씩 공개해 보세요. {item}, {bundle}처럼 날마다 주인공을 바꾸고, 응모하신 분을 추첨해 {mid:을} 드려요.',
    mechanic: '매일 아침 소식을 확인하고 들러 주세요. 일주일 가운데 한 번만 응모하셔도 추첨에 들어가요.',
    reason: '내일은 무엇일지 궁금해 매일 소식을 열어 보게 돼요.',
  },
  en: {
    title: '{theme}: one surprise a day',
    idea: 'For a week, announce a different treat each morning: {item} one day, {bundle} the next. Draw entries to win {mid}.',
    mechanic: 'See the news each morning and drop by. One entry during the week puts you in the draw.',
    reason: 'Wondering what comes tomorrow makes people open your news every day.',
  },
}

const workshop: Idea = {
  days: 21,
  ease: 0.8,
  materials: 150_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 12],
  ],
  ko: {
    title: '{theme} {workshop}',
    idea: '{theme} 분위기에 맞춰 {workshop:을} 열어 보세요. 응모하신 분 가운데 12분을 모시고, 함께 만든 것은 사진으로 남겨 드려요.',
    mechanic:
      '이벤트 페이지에서 응모해 주시면 당첨되신 분께 날짜를 알려 드려요. 오신 분께 {small:을}, 한 분께 {grand:을} 드려요.',
    reason: '이 철에만 할 수 있는 경험은 사진과 이야기로 오래 남아요.',
  },
  en: {
    title: '{theme} special: {workshop}',
    idea: 'Hold a {workshop} that fits the season. Invite 12 of those who enter and take pictures of what you do together.',
    mechanic:
      'Enter on the promotion page, and we tell winners the date. Everyone who comes gets {small}, and one of you {grand}.',
    reason: 'What can be done only in this season lives on in photos and stories.',
  },
}

const sharing: Idea = {
  days: 21,
  ease: 1,
  materials: 250_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
  ],
  needs: 'uridongne-tv',
  ko: {
    title: '{theme} 함께 나누는 이벤트',
    idea: '응모가 10건 모일 때마다 동네 이웃에게 {small:을} 하나씩 나누고, 응모하신 분께는 추첨으로 {grand:을} 드려 보세요. 참여할수록 따뜻해지는 이벤트예요.',
    mechanic: '이벤트 페이지에서 응모하면 나눔 숫자가 하나씩 올라가요. 나눔이 끝나면 사진으로 알려 드려요.',
    reason: '좋은 뜻이 있는 이벤트는 지역 방송과 이웃의 입을 타기 쉬워요.',
  },
  en: {
    title: '{theme}: sharing together',
    idea: 'For every 10 entries give a neighbour in need {small}, and draw one entry to win {grand}. The more take part, the warmer it gets.',
    mechanic: 'Each entry on the promotion page adds to the count. When we have shared, we show you the pictures.',
    reason: 'A good cause travels easily, on local TV and by word of mouth.',
  },
}

export const season: Record<Effort, [Idea, Idea]> = {
  low: [greeting, special],
  medium: [scenery, daily],
  high: [workshop, sharing],
}
