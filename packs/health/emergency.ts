import { emergencySign, type Sign } from './emergency-signs.ts'

const SELF_HARM = {
  ko: '많이 힘드시군요. 지금 혼자 계시지 마세요. **자살예방 상담전화 [109](tel:109)**가 24시간 무료로 들어 드려요. 스스로를 다치게 할 것 같거나 이미 다쳤다면 바로 **[119](tel:119)**에 전화하세요. 곁에 있는 분께도 알려 주세요.',
  en: 'I am sorry that it is this hard. Please do not stay alone now. **[109](tel:109)**, the suicide prevention line in Korea, listens day and night, free of charge. If you may hurt yourself, or already have, call **[119](tel:119)** at once, and tell someone near you.',
}

const CALL = {
  ko: '**지금 바로 [119](tel:119)에 전화하세요.** 응급 상황일 수 있어요. 어디인지, 무슨 일인지, 숨과 의식이 있는지 말하면 구급상황관리센터가 할 일을 전화로 알려 드려요. 전화를 끊지 마세요.',
  en: '**Call [119](tel:119) now.** This may be an emergency. Say where you are, what happened, and whether the person breathes and answers; the operator tells you what to do until help comes. Stay on the line.',
}

const MEANWHILE: Partial<Record<Sign, Record<'ko' | 'en', string>>> = {
  consciousness: {
    ko: '반응도 정상적인 숨도 없으면 119의 안내에 따라 바로 가슴 압박을 시작하고, 옆 사람에게 자동심장충격기(AED)를 가져와 달라고 하세요.',
    en: 'If the person neither answers nor breathes normally, begin chest compressions as the operator guides you, and send someone for a defibrillator (AED).',
  },
  bleeding: {
    ko: '깨끗한 천으로 피가 나는 곳을 세게 계속 누르세요.',
    en: 'Press a clean cloth firmly on the wound and keep pressing.',
  },
  poison: {
    ko: '억지로 토하게 하지 말고, 무엇을 얼마나 먹었는지 용기를 챙겨 두세요.',
    en: 'Do not make the person vomit, and keep the container of what was swallowed.',
  },
  call: {
    ko: '스스로를 해치고 싶은 마음이라면 **[109](tel:109)**(자살예방 상담전화)도 24시간 무료로 들어 드려요.',
    en: 'If it is about wanting to hurt yourself, **[109](tel:109)**, the suicide prevention line, also listens day and night.',
  },
  stroke: {
    ko: '증상이 시작된 시각을 기억하고, 물이나 약을 먹이지 마세요.',
    en: 'Remember when it began, and give nothing to eat or drink.',
  },
}

const SOURCE = {
  ko: '출처: 중앙응급의료센터(E-Gen), 소방청',
  en: 'Source: National Emergency Medical Center (E-Gen), National Fire Agency of Korea',
}

/** What to say to someone in an emergency, before anything else; undefined when it is none. */
export function emergencyReply(text: string, language: 'ko' | 'en'): string | undefined {
  const sign = emergencySign(text)
  if (!sign) return undefined
  if (sign === 'self-harm') return SELF_HARM[language]
  const meanwhile = MEANWHILE[sign === 'heart' ? 'consciousness' : sign]?.[language]
  return [CALL[language], meanwhile, SOURCE[language]].filter(Boolean).join('\n\n')
}
