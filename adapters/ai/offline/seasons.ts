import type { Season } from '../../../domain/season.ts'
import type { Language } from '../port.ts'

interface SeasonWords {
  name: string
  /** How a title says it when no holiday is near. */
  label: string
  lead: string
}

export const SEASONS: Record<Language, Record<Season, SeasonWords>> = {
  ko: {
    spring: { name: '봄', label: '봄맞이', lead: '봄은 나들이가 늘고 새로운 것을 찾는 손님이 많은 철이에요.' },
    summer: { name: '여름', label: '여름맞이', lead: '여름은 더위를 식힐 곳과 저녁 시간을 찾는 손님이 많은 철이에요.' },
    autumn: { name: '가을', label: '가을맞이', lead: '가을은 걷기 좋은 날씨에 동네를 둘러보는 손님이 많은 철이에요.' },
    winter: { name: '겨울', label: '겨울맞이', lead: '겨울은 따뜻한 곳에 오래 머물고 싶은 손님이 많은 철이에요.' },
  },
  en: {
    spring: { name: 'spring', label: 'Spring', lead: 'In spring people go out more and look for something new.' },
    summer: { name: 'summer', label: 'Summer', lead: 'In summer people look for cool places and long evenings.' },
    autumn: {
      name: 'autumn',
      label: 'Autumn',
      lead: 'In autumn the weather invites people to stroll around the neighbourhood.',
    },
    winter: { name: 'winter', label: 'Winter', lead: 'In winter people like to stay where it is warm.' },
  },
}
