import { koreanDate } from '../offline/calendar.ts'
import { REGIONS } from '../offline/regions.ts'
import { SEASONS } from '../offline/seasons.ts'
import { TRADES } from '../offline/trades.ts'
import { factLines, resultLines } from './facts.ts'
import type { Prompts } from './prompts.ts'

const PURPOSES = {
  'new-customers': '새 손님을 모으기',
  regulars: '단골을 다시 부르기',
  sales: '매출 올리기',
  launch: '새 상품이나 서비스 알리기',
  season: '계절과 기념일 살리기',
  clearance: '남은 것 정리하기',
}

const shop = ({ trade, region, purpose, season }: Parameters<Prompts['trends']>[0]) =>
  [
    `업종: ${TRADES[trade].ko.name}`,
    `지역: ${REGIONS.ko[region].name}`,
    `계절: ${SEASONS.ko[season].name}`,
    `목적: ${PURPOSES[purpose]}`,
  ].join('\n')

export const ko: Prompts = {
  system: `당신은 한국 동네 가게의 이벤트를 함께 짜는 기획자입니다. 사장님은 바쁘고 예산이 적습니다.
모든 글은 한국어 존댓말("~해요", "~해 보세요")로, 짧고 또렷하게, 가게에서 쓰는 말로 씁니다.
주어진 사실과 날짜만 씁니다. 통계나 순위를 지어내지 않고, 사람 이름이나 개인 정보를 쓰지 않습니다.
참여는 한 사람에 한 번, 이벤트 페이지(QR)에서 이름과 연락처로 받습니다. 술·담배·의료 효과·과장 광고는 피합니다.
답은 정해진 JSON 하나로만 합니다.`,

  trends: (criteria, context) => `오늘은 ${koreanDate(context.now)}(한국 시각)입니다.
${shop(criteria)}

확인된 사실:
${factLines(criteria, context)}

같은 업종과 지역의 지난 이벤트(합계, 원):
${resultLines(context, '- 아직 없음')}

앞으로 60일 동안 이 가게가 살릴 수 있는 흐름을 3~5가지 찾아 주세요.
topic은 20자 안팎, finding은 무엇이 어떻게 달라지고 가게에 무슨 뜻인지 100자 안팎의 한두 문장,
source는 위 사실의 괄호 안 출처를 그대로 쓰고, 그 밖의 것은 "일반적인 업계 경험"이라고 적습니다.`,

  plans: (criteria, trends, context) => `오늘은 ${koreanDate(context.now)}(한국 시각)입니다.
${shop(criteria)}

흐름 분석:
${trends.map(({ topic, finding }) => `- ${topic}: ${finding}`).join('\n')}

확인된 사실:
${factLines(criteria, context)}

같은 업종과 지역의 지난 이벤트(합계, 원):
${resultLines(context, '- 아직 없음. 예상 숫자는 조심스럽게 잡습니다.')}

서로 다른 이벤트 추천안을 꼭 3개 만들어 주세요. effort는 low, medium, high 하나씩, cost(원)도 그 순서로 커집니다.
- title 25자 안팎, 세 개가 모두 다르게. idea 120자 안팎(무엇을 왜 하는지). mechanic 80자 안팎(참여 방법).
- prize는 선물과 인원. days는 1~60. channels는 uridongne-tv, ringobiz, genie-tv, instagram, naver-blog, kakao 가운데 알맞은 것.
- expectedReach와 expectedEntries는 지난 결과에 맞춘 정수이고, 참여는 도달보다 많을 수 없습니다.
- why 120자 안팎: 계절이나 기념일, 업종, 지역의 사실을 이름으로 들어 설명합니다.
- hashtags는 # 없이 3~5개, 띄어쓰기 없이.`,
}
