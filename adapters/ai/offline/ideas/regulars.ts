import type { Effort, Idea } from '../ideas.ts'

const thanks: Idea = {
  days: 10,
  ease: 1.3,
  materials: 0,
  gifts: [
    ['small', 10],
    ['coupon', 20],
  ],
  needs: 'kakao',
  ko: {
    title: '{theme} 단골 감사 추첨',
    idea: '그동안 찾아 주신 {guest}께 짧은 감사 인사를 보내고, 응모하신 분을 추첨해 {small:을} 드려 보세요. 한마디 인사가 다시 발걸음하게 해요.',
    mechanic: '받으신 메시지의 주소를 눌러 이름만 남겨 주세요. 응모하신 분 모두에게 {coupon:을} 드려요.',
    reason: '이미 우리 가게를 아는 분들이라 짧은 인사만으로도 참여로 이어지기 쉬워요.',
  },
  en: {
    title: '{theme} thank-you draw for regulars',
    idea: 'Send the {guest} who keep coming a short thank-you and draw winners of {small} among those who enter. One kind line brings people back.',
    mechanic: 'Open the link in the message and leave your name. Everyone who enters gets {coupon}.',
    reason: 'They know you already, so a short greeting is enough to make them take part.',
  },
}

const doubleStamp: Idea = {
  days: 14,
  ease: 1.1,
  materials: 5_000,
  gifts: [['small', 12]],
  ko: {
    title: '{theme} 도장 두 배 주간',
    idea: '{quiet}에 오신 분께 도장을 두 배로 찍어 드리고, 도장을 다 모아 응모하신 분을 추첨해 {small:을} 드려 보세요. 한가한 시간이 단골의 시간이 돼요.',
    mechanic: '{quiet}에 오시면 도장을 두 개 찍어 드려요. 다 모으시면 매장 QR로 응모해 주세요.',
    reason: '새로 준비할 것 없이 한가한 시간에 다시 올 이유를 만들어 줘요.',
  },
  en: {
    title: '{theme} double-stamp weeks',
    idea: 'Stamp double on {quiet} and draw winners of {small} among those who fill their card. Your quiet hours become your regulars’ hours.',
    mechanic: 'Come on {quiet} and get two stamps at once. Enter by QR code once your card is full.',
    reason: 'It needs no preparation and gives people a reason to return when you have time for them.',
  },
}

const vote: Idea = {
  days: 14,
  ease: 1.1,
  materials: 30_000,
  gifts: [
    ['mid', 5],
    ['coupon', 40],
  ],
  ko: {
    title: '{theme} 단골이 뽑는 우리 가게 1등',
    idea: '가장 좋아하는 {goods:을} 투표받고, 1등으로 뽑힌 {goods:은} 한 주 동안 특별가로 내어 보세요. 투표하신 분을 추첨해 {mid:을} 드려요.',
    mechanic:
      '매장 투표판이나 게시물 댓글로 고르고 이벤트 페이지에서 응모해 주세요. 투표하신 분 모두에게 {coupon:을} 드려요.',
    reason: '의견을 물어보면 단골은 가게를 함께 만든다고 느끼고, 결과를 보러 다시 와요.',
  },
  en: {
    title: '{theme}: our regulars choose the favourite',
    idea: 'Let people vote for their favourite {goods} and offer the winner at a special price for a week. Draw voters to win {mid}.',
    mechanic:
      'Vote on the board in the shop or in the comments and enter on the promotion page. Every voter gets {coupon}.',
    reason: 'Being asked makes regulars feel part of the shop, and they return to see the result.',
  },
}

const threeTimes: Idea = {
  days: 28,
  ease: 0.8,
  materials: 30_000,
  gifts: [
    ['mid', 6],
    ['small', 10],
  ],
  ko: {
    title: '{theme} 세 번 {visit} 미션',
    idea: '이벤트 기간에 세 번 {visit}하신 분께 {small:을} 드리고, 그중 추첨으로 {mid:을} 드려 보세요. 한 번 더 올 이유가 눈에 보이는 이벤트예요.',
    mechanic: '오실 때마다 도장을 찍어 드려요. 세 번째 날에 선물을 받고 매장 QR로 응모해 주세요.',
    reason: '목표가 가까우면 다음 걸음이 쉬워져서, 뜸했던 분도 다시 찾게 돼요.',
  },
  en: {
    title: '{theme} three-times mission',
    idea: 'Give those who come three times during the promotion {small}, and draw some of them to win {mid}. The reason to come once more is plain to see.',
    mechanic: 'Get a stamp each time you come. The third time you get the gift and enter by QR code.',
    reason: 'A goal within reach makes the next visit easy, for those who had stayed away too.',
  },
}

const membersDay: Idea = {
  days: 21,
  ease: 0.8,
  materials: 150_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 15],
  ],
  needs: 'kakao',
  ko: {
    title: '{theme} 단골의 날 초대',
    idea: '하루를 정해 단골만 모시고 {taster:과} 작은 선물을 준비해 보세요. 오신 분을 추첨해 {grand:을} 드리면 오래 이야기될 하루가 돼요.',
    mechanic:
      '메시지로 받은 초대장에서 응모해 주시면 시간을 알려 드려요. 오신 분께 {small:을} 드리고 현장에서 추첨해요.',
    reason: '나만을 위한 자리는 할인보다 오래 기억되고, 그날의 이야기가 입소문이 돼요.',
  },
  en: {
    title: '{theme} invitation to regulars’ day',
    idea: 'Set a day for regulars only, with a {taster} and small gifts. Draw one guest to win {grand}: a day people will talk about.',
    mechanic:
      'Enter by the invitation in your message, and we tell you the time. Those who come get {small}, and we draw on the spot.',
    reason: 'A day of one’s own is remembered longer than a discount.',
  },
}

const stories: Idea = {
  days: 28,
  ease: 0.6,
  materials: 120_000,
  gifts: [
    ['grand', 1],
    ['mid', 8],
    ['small', 10],
  ],
  needs: 'naver-blog',
  ko: {
    title: '{theme} 단골 이야기 공모',
    idea: '우리 가게와 얽힌 이야기를 짧게 받아, 뽑힌 분께 {grand:을} 드리고 사진과 함께 매장과 SNS에 소개해 보세요. 손님의 말이 가장 좋은 광고가 돼요.',
    mechanic:
      '매장 쪽지나 SNS에 세 줄 이야기를 남기고 이벤트 페이지에서 응모해 주세요. 보내 주신 분 가운데 추첨으로 {mid:을} 드려요.',
    reason: '이야기를 나눈 분은 가게와 더 가까워지고, 그 글은 이벤트가 끝나도 남아요.',
  },
  en: {
    title: '{theme}: your story with us',
    idea: 'Collect short stories about your shop, give the best one {grand}, and show it with a picture in the shop and online. Your guests’ own words are the best advertisement.',
    mechanic:
      'Leave your story in three lines on a card in the shop or online, and enter on the promotion page. We draw winners of {mid} among all who write.',
    reason: 'Those who tell a story come closer, and the stories stay after the promotion.',
  },
}

export const regulars: Record<Effort, [Idea, Idea]> = {
  low: [thanks, doubleStamp],
  medium: [vote, threeTimes],
  high: [membersDay, stories],
}
