import type { Effort, Idea } from '../ideas.ts'

const lastChance: Idea = {
  days: 7,
  ease: 1.1,
  materials: 0,
  gifts: [
    ['small', 8],
    ['coupon', 30],
  ],
  ko: {
    title: '{theme} 마지막 기회 알림',
    idea: '{leftover:을} 특별가로 내놓기 하루 전에, 응모하신 분께 먼저 알려 드려 보세요. 추첨으로 {small:을} 더 드리면 알림을 기다리게 돼요.',
    mechanic: '이벤트 페이지에 연락처를 남기시면 하루 먼저 알려 드려요. 모두에게 {coupon:을} 드려요.',
    reason: '먼저 아는 분이 먼저 움직이니 남는 것이 빨리 줄어요.',
  },
  en: {
    title: '{theme} last-chance alert',
    idea: 'Tell those who enter one day before you offer {leftover} at a special price. Draw some to win {small}, and people wait for your alert.',
    mechanic: 'Leave your number on the promotion page and hear a day early. Everyone gets {coupon}.',
    reason: 'Those who know first come first, so what is left goes quickly.',
  },
}

const pickOfDay: Idea = {
  days: 7,
  ease: 1,
  materials: 5_000,
  gifts: [['small', 12]],
  ko: {
    title: '{theme} 오늘의 알뜰 {goods}',
    idea: '{leftover} 가운데 하루 하나를 골라 그날만 특별가로 내어 보세요. 고르신 분을 추첨해 {small:을} 드려요.',
    mechanic: '아침에 올리는 오늘의 주인공을 확인하고 매장 QR로 응모해 주세요. 그날 문 닫기 전까지만이에요.',
    reason: '하루에 하나씩이면 값이 무너져 보이지 않고 꾸준히 줄여 갈 수 있어요.',
  },
  en: {
    title: '{theme} {goods} of the day',
    idea: 'Each day choose something from {leftover} and offer it at a special price for that day only. Draw buyers to win {small}.',
    mechanic: 'See the pick of the day each morning and enter by the QR code in the shop, until we close.',
    reason: 'One a day does not look like a sell-out, and still it goes.',
  },
}

const envelopes: Idea = {
  days: 14,
  ease: 1,
  materials: 40_000,
  gifts: [
    ['mid', 5],
    ['small', 10],
    ['coupon', 20],
  ],
  ko: {
    title: '{theme} 알뜰 행운 봉투',
    idea: '{leftover:을} 이용하신 분께 행운 봉투를 하나씩 드려 보세요. {coupon}부터 {mid}까지 담아 두면 남은 것도 즐거운 이야깃거리가 돼요.',
    mechanic: '이용하신 뒤 봉투를 하나 골라 주세요. 매장 QR로 응모하시면 마지막 추첨에도 들어가요.',
    reason: '깎아 파는 대신 즐거움을 더하니 가게의 값어치가 지켜져요.',
  },
  en: {
    title: '{theme} lucky envelopes',
    idea: 'Give everyone who takes {leftover} a lucky envelope, with anything from {coupon} to {mid} inside. What was left becomes a pleasant story.',
    mechanic: 'Choose an envelope after you pay. Enter by the QR code in the shop for the final draw too.',
    reason: 'You add joy instead of cutting the price, so your shop keeps its worth.',
  },
}

const earlyBooking: Idea = {
  days: 10,
  ease: 0.9,
  materials: 30_000,
  gifts: [
    ['mid', 6],
    ['coupon', 30],
  ],
  needs: 'kakao',
  ko: {
    title: '{theme} 선착순 알뜰 예약',
    idea: '{leftover:을} 선착순 20분께 특별가로 예약받고, 예약하신 분을 추첨해 {mid:을} 드려 보세요. 얼마나 나갈지 미리 알 수 있어요.',
    mechanic: '이벤트 페이지에서 응모하시면 순서대로 예약을 도와드려요. 자리가 차면 대기하신 분께 {coupon:을} 드려요.',
    reason: '정해진 수를 먼저 알리면 서두를 이유가 생기고, 남는 양도 미리 보여요.',
  },
  en: {
    title: '{theme} early booking for 20',
    idea: 'Let the first 20 people book {leftover} at a special price and draw them to win {mid}. You know in advance how much will go.',
    mechanic:
      'Enter on the promotion page, and we book in that order. Once it is full, those on the waiting list get {coupon}.',
    reason: 'A known number gives people a reason to hurry and shows you what will be left.',
  },
}

const stage: Idea = {
  days: 10,
  ease: 0.9,
  materials: 160_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 15],
  ],
  ko: {
    title: '{theme} {stage}: 한 번에 정리하기',
    idea: '이틀 동안 {stage:을} 열고 {leftover:을} 한자리에 모아 선보여 보세요. 미리 응모하신 분은 먼저 들어오시고 추첨으로 {grand:을} 받아요.',
    mechanic: '이벤트 페이지에서 응모하시면 30분 먼저 모셔요. 오신 분께 {small:을} 드려요.',
    reason: '짧고 크게 하면 정리하는 수고가 한 번으로 끝나요.',
  },
  en: {
    title: '{theme} {stage}: all in one go',
    idea: 'Hold a {stage} on two days and gather {leftover} in one place. Those who entered come in first, and one of them wins {grand}.',
    mechanic: 'Enter on the promotion page and come in 30 minutes early. Those who come get {small}.',
    reason: 'Short and big, and the work is done once.',
  },
}

const goodCause: Idea = {
  days: 21,
  ease: 1,
  materials: 180_000,
  gifts: [
    ['grand', 1],
    ['mid', 6],
    ['small', 15],
  ],
  needs: 'uridongne-tv',
  ko: {
    title: '{theme} 착한 나눔 판매',
    idea: '{leftover:을} 특별가로 내고, 판 금액의 일부를 동네 복지관에 나눠 보세요. 함께하신 분은 추첨으로 {grand:을} 받아요.',
    mechanic: '이용하신 뒤 영수증의 QR로 응모해 주세요. 나눔 금액은 매주 매장과 게시물로 알려 드려요.',
    reason: '싸게 판다는 말 대신 좋은 뜻을 알리니 이웃이 먼저 소문내 줘요.',
  },
  en: {
    title: '{theme} sale for a good cause',
    idea: 'Offer {leftover} at a special price and give part of it to the local welfare centre. One of those who join in wins {grand}.',
    mechanic: 'Enter by the QR code on your receipt. Each week we post how much we have given.',
    reason: 'Instead of “cheap” you announce something good, and neighbours pass it on.',
  },
}

export const clearance: Record<Effort, [Idea, Idea]> = {
  low: [lastChance, pickOfDay],
  medium: [envelopes, earlyBooking],
  high: [stage, goodCause],
}
