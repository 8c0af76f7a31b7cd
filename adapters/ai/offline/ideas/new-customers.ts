import type { Effort, Idea } from '../ideas.ts'

const firstVisit: Idea = {
  days: 14,
  ease: 1.1,
  materials: 0,
  gifts: [
    ['small', 10],
    ['coupon', 30],
  ],
  ko: {
    title: '{theme} 첫 방문 환영 선물',
    idea: '처음 오신 분이 매장 QR로 응모하면 {coupon:을} 바로 드리고, 추첨으로 {small:을} 더 드려 보세요. 망설이던 첫걸음을 가볍게 해 주는 이벤트예요.',
    mechanic:
      '매장의 QR을 찍고 이름과 연락처를 남기시면 쿠폰을 바로 드려요. 당첨되신 분께는 이벤트가 끝난 다음 날 알려 드려요.',
    reason: '쿠폰과 QR만 있으면 오늘이라도 시작할 수 있고, 처음 오는 분이 부담 없이 들어올 수 있어요.',
  },
  en: {
    title: '{theme} welcome gift for first visits',
    idea: 'Give everyone who visits for the first time and enters by QR code {coupon}, and draw winners of {small}. It makes the first step easy.',
    mechanic:
      'Scan the QR code in the shop and leave your name and phone number. You get the coupon at once; winners hear from us the day after the promotion ends.',
    reason: 'All you need is a coupon and a QR code, and newcomers have nothing to lose by coming in.',
  },
}

const comment: Idea = {
  days: 10,
  ease: 1.3,
  materials: 0,
  gifts: [['small', 10]],
  needs: 'instagram',
  ko: {
    title: '{theme} 댓글 한 줄 이벤트',
    idea: '“{question}”라는 물음을 올리고, 댓글을 남긴 분 가운데 추첨으로 {small:을} 드려 보세요. 아직 와 보지 않은 동네 분들에게도 가게 이름이 퍼져요.',
    mechanic: '게시물에 댓글 한 줄을 남기고 이벤트 페이지에서 응모해 주세요. 친구를 함께 태그하셔도 좋아요.',
    reason: '가게에 오지 않아도 참여할 수 있어 새로운 분에게 닿는 범위가 넓어요.',
  },
  en: {
    title: '{theme} one-line comment draw',
    idea: 'Ask “{question}” and draw winners of {small} among those who comment. Your name reaches neighbours who have never been in.',
    mechanic: 'Leave a one-line comment on the post and enter on the promotion page. Tag a friend if you like.',
    reason: 'People can take part without coming in, so it reaches many who do not know you yet.',
  },
}

const together: Idea = {
  days: 14,
  ease: 1,
  materials: 30_000,
  gifts: [
    ['mid', 5],
    ['coupon', 40],
  ],
  ko: {
    title: '{theme} 둘이 오면 더 좋은 날',
    idea: '친구나 가족과 함께 오시면 두 분 모두에게 {coupon:을} 드리고, 함께 응모한 팀을 추첨해 {mid:을} 드려 보세요. 단골이 새 {guest:을} 데려오는 이벤트예요.',
    mechanic: '두 분이 함께 오셔서 매장 QR로 한 번씩 응모해 주세요. 쿠폰은 그 자리에서 바로 쓰실 수 있어요.',
    reason: '아는 사람의 권유는 광고보다 믿음이 가서, 처음 오는 분의 문턱을 낮춰 줘요.',
  },
  en: {
    title: '{theme}: better together',
    idea: 'Give both people who come together {coupon}, and draw teams to win {mid}. Your regulars bring your new {guest}.',
    mechanic: 'Come with a friend or family and each enter by QR code. You can use the coupon on the spot.',
    reason: 'People trust a friend’s word more than an advertisement.',
  },
}

const photo: Idea = {
  days: 14,
  ease: 0.9,
  materials: 40_000,
  gifts: [
    ['mid', 5],
    ['coupon', 30],
  ],
  needs: 'instagram',
  ko: {
    title: '{theme} 인증샷 이벤트',
    idea: '{photo:을} 올리고 가게를 태그한 분을 추첨해 {mid:을} 드려 보세요. 손님이 직접 찍은 사진은 처음 보는 분에게 믿을 만한 소개가 돼요.',
    mechanic:
      '사진을 올리고 가게를 태그한 뒤 이벤트 페이지에서 응모해 주세요. 참여하신 분 모두에게 {coupon:을} 드려요.',
    reason: '참여할 때마다 그분의 친구들에게 가게가 소개돼요.',
  },
  en: {
    title: '{theme} photo draw',
    idea: 'Draw winners of {mid} among those who share a photo of {photo} and tag you. A guest’s own photo is an introduction people believe.',
    mechanic: 'Share your photo, tag us, and enter on the promotion page. Everyone who takes part gets {coupon}.',
    reason: 'Every entry introduces you to that person’s friends.',
  },
}

const workshop: Idea = {
  days: 21,
  ease: 0.8,
  materials: 120_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 12],
  ],
  ko: {
    title: '{theme} {workshop} 초대',
    idea: '동네 분들을 초대해 {workshop:을} 열어 보세요. 신청은 이벤트 페이지로 받고, 오신 분께 {small:을} 드려 다음 방문으로 이어 가요.',
    mechanic:
      '이벤트 페이지에서 신청해 주세요. 추첨으로 12분을 모시고, 그날 가장 열심히 참여하신 분께 {grand:을} 드려요.',
    reason: '한 시간을 함께 보낸 분은 가게를 오래 기억하고, 후기도 자연스럽게 남겨 줘요.',
  },
  en: {
    title: '{theme}: {workshop}',
    idea: 'Invite your neighbours to a {workshop}. Take applications on the promotion page and give those who come {small}, so that they come back.',
    mechanic: 'Apply on the promotion page. We draw 12 guests, and the keenest of the day wins {grand}.',
    reason: 'Someone who has spent an hour with you remembers you, and likes to tell others.',
  },
}

const neighbours: Idea = {
  days: 21,
  ease: 0.9,
  materials: 150_000,
  gifts: [
    ['grand', 1],
    ['mid', 8],
    ['small', 10],
  ],
  needs: 'naver-blog',
  ko: {
    title: '{theme} 이웃 가게 나들이',
    idea: '{partner:과} 손잡고 두 곳을 모두 들르신 분께 추첨으로 {mid:을} 드려 보세요. 이웃 가게의 단골이 우리 가게의 새 {guest:이} 돼요.',
    mechanic: '두 가게에서 도장을 하나씩 받고 QR로 응모해 주세요. 1등에게는 {grand:을} 드려요.',
    reason: '비용과 홍보를 나누면서 서로의 단골에게 소개될 수 있어요.',
  },
  en: {
    title: '{theme} stroll with our neighbours',
    idea: 'Join hands with {partner} and draw winners of {mid} among those who visit both. Their regulars become your new {guest}.',
    mechanic: 'Collect a stamp in each of the two shops and enter by QR code. First prize: {grand}.',
    reason: 'You share the cost and the publicity, and each is introduced to the other’s regulars.',
  },
}

export const newCustomers: Record<Effort, [Idea, Idea]> = {
  low: [firstVisit, comment],
  medium: [together, photo],
  high: [workshop, neighbours],
}
