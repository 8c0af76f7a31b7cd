import type { Effort, Idea } from '../ideas.ts'

const quietHours: Idea = {
  days: 14,
  ease: 1.1,
  materials: 0,
  gifts: [
    ['small', 8],
    ['coupon', 40],
  ],
  ko: {
    title: '{theme} 한가한 시간 특별 혜택',
    idea: '{quiet}에 오시는 분께 {coupon:을} 드리고, 그 시간에 응모하신 분을 추첨해 {small:을} 더 드려 보세요. 비어 있던 시간의 매출을 채워 줘요.',
    mechanic: '{quiet}에 오셔서 QR로 응모해 주세요. 쿠폰은 그 자리에서 바로 쓰실 수 있어요.',
    reason: '바쁜 시간의 값은 그대로 두고 빈 시간만 채우니 부담이 적어요.',
  },
  en: {
    title: '{theme} quiet-hours treat',
    idea: 'Give those who come on {quiet} {coupon}, and draw entries of those hours to win {small}. It fills the hours that stood empty.',
    mechanic: 'Come on {quiet} and enter by QR code. You can use the coupon on the spot.',
    reason: 'Busy hours keep their price; only the empty ones are filled.',
  },
}

const bundle: Idea = {
  days: 14,
  ease: 1,
  materials: 10_000,
  gifts: [['small', 12]],
  ko: {
    title: '{theme} 알뜰 세트 이벤트',
    idea: '{bundle:을} 특별가로 묶고, 고르신 분을 추첨해 {small:을} 드려 보세요. 따로 살 것을 함께 사게 되어 한 번에 쓰는 금액이 올라가요.',
    mechanic: '세트를 고르신 뒤 영수증의 QR로 응모해 주세요. 당첨되신 분께는 다음 주에 알려 드려요.',
    reason: '이미 있는 것을 묶기만 하면 되어 오늘 바로 시작할 수 있어요.',
  },
  en: {
    title: '{theme} value set',
    idea: 'Offer {bundle} at a special price and draw buyers to win {small}. People buy together what they would have bought apart.',
    mechanic: 'Choose the set and enter by the QR code on your receipt. Winners hear from us the week after.',
    reason: 'You only combine what you already have, so you can start today.',
  },
}

const luckyDraw: Idea = {
  days: 14,
  ease: 1,
  materials: 40_000,
  gifts: [
    ['mid', 5],
    ['small', 10],
    ['coupon', 20],
  ],
  ko: {
    title: '{theme} 꽝 없는 행운 뽑기',
    idea: '정한 금액 이상 구매하신 분이 뽑기를 한 번 하게 해 보세요. {coupon}부터 {mid}까지 꽝 없이 나오면 하나 더 담게 돼요.',
    mechanic: '구매하신 뒤 계산대에서 한 장 뽑아 주세요. 매장 QR로 응모하시면 마지막 추첨에도 들어가요.',
    reason: '기준 금액을 평소보다 조금 높게 잡으면 한 분이 쓰는 금액이 올라가요.',
  },
  en: {
    title: '{theme} everyone-wins draw',
    idea: 'Let everyone who spends a set amount draw a slip. With prizes from {coupon} to {mid} and no blanks, people add one more thing.',
    mechanic: 'Draw a slip at the counter after you pay. Enter by the QR code in the shop for the final draw too.',
    reason: 'Set the amount a little above the usual, and people spend up to it.',
  },
}

const receipts: Idea = {
  days: 21,
  ease: 0.9,
  materials: 20_000,
  gifts: [
    ['mid', 6],
    ['coupon', 40],
  ],
  ko: {
    title: '{theme} 영수증 응모 이벤트',
    idea: '구매하신 분은 누구나 영수증으로 응모하게 하고, 추첨으로 {mid:을} 드려 보세요. 응모하며 받은 쿠폰이 다음 발걸음을 만들어 줘요.',
    mechanic: '영수증의 QR을 찍어 응모해 주세요. 응모하신 분 모두 다음에 쓰실 {coupon:을} 받으세요.',
    reason: '영수증만 있으면 되어 설명이 쉽고, 쿠폰이 다음 구매로 이어져요.',
  },
  en: {
    title: '{theme} receipt draw',
    idea: 'Let everyone who buys enter with the receipt and draw winners of {mid}. The coupon they get brings them back.',
    mechanic: 'Scan the QR code on your receipt to enter. Everyone gets {coupon} for next time.',
    reason: 'A receipt is all it takes, so it needs no explaining, and the coupon leads to the next purchase.',
  },
}

const stage: Idea = {
  days: 14,
  ease: 0.9,
  materials: 180_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 15],
  ],
  ko: {
    title: '{theme} {stage}',
    idea: '이틀 동안 {stage:을} 열고 {item}, {bundle:을} 앞에 내세워 보세요. 미리 응모하신 분은 현장에서 추첨해 {grand:을} 드려요.',
    mechanic: '이벤트 페이지에서 미리 응모하고 주말에 들러 주세요. 현장에서 {small:을} 드리고 오후에 추첨해요.',
    reason: '날짜를 정해 힘을 모으면 짧은 기간에 매출이 크게 모여요.',
  },
  en: {
    title: '{theme} {stage}',
    idea: 'Hold a {stage} on two days, with {item} and {bundle} up front. Draw one of those who entered beforehand to win {grand}.',
    mechanic: 'Enter on the promotion page and drop by at the weekend. You get {small}, and we draw in the afternoon.',
    reason: 'A fixed date gathers sales into a short time.',
  },
}

const steps: Idea = {
  days: 28,
  ease: 0.7,
  materials: 120_000,
  gifts: [
    ['grand', 2],
    ['mid', 8],
    ['small', 10],
  ],
  needs: 'kakao',
  ko: {
    title: '{theme} 모을수록 커지는 선물',
    idea: '이벤트 기간의 구매 금액을 모아 세 단계로 선물을 드려 보세요. 첫 단계는 {small}, 다음은 {mid}, 끝까지 오신 분은 추첨으로 {grand:을} 받아요.',
    mechanic: '살 때마다 적립 카드에 금액을 모아 주세요. 마지막 단계에 닿으면 매장 QR로 응모하실 수 있어요.',
    reason: '다음 단계가 보이면 같은 물건도 우리 가게에서 사게 돼요.',
  },
  en: {
    title: '{theme} rewards that grow',
    idea: 'Add up what people spend during the promotion and reward three steps: first {small}, then {mid}, and for those who reach the end a draw for {grand}.',
    mechanic: 'Collect on your card each time you buy. At the last step you enter by QR code.',
    reason: 'When the next step is in sight, people buy from you what they might have bought elsewhere.',
  },
}

export const sales: Record<Effort, [Idea, Idea]> = {
  low: [quietHours, bundle],
  medium: [luckyDraw, receipts],
  high: [stage, steps],
}
