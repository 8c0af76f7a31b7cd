import { fixed, moving, span } from '../date-rules.ts'
import { day, lesserDay, SWEET, TABLE } from '../occasion.ts'

export const winter = [
  lesserDay(
    ['동지', 'Dongji'],
    ['동지맞이', 'Dongji'],
    ['팥죽과 따뜻한 음식을 찾는 손님이 많아요.', 'Red bean porridge and warm food are in demand.'],
    moving('dongji'),
    ['restaurant', 'grocery', 'bakery', 'cafe'],
  ),
  day(
    ['크리스마스', 'Christmas'],
    ['크리스마스', 'Christmas'],
    ['선물과 약속을 준비하는 사람이 많아 거리에 활기가 돌아요.', 'Gifts and plans bring people out on the streets.'],
    fixed('12-25'),
  ),
  day(
    ['연말 모임철', 'year-end gatherings'],
    ['연말', 'Year-end'],
    ['송년 모임과 감사 인사를 준비하는 분이 많아요.', 'People plan gatherings and say thank you for the year.'],
    span('12-01', '12-31'),
  ),
  day(
    ['새해 첫날', "New Year's Day"],
    ['새해맞이', 'New Year'],
    ['새 마음으로 무언가 시작하려는 분이 많은 때예요.', 'Many people want a fresh start.'],
    fixed('01-01'),
  ),
  day(
    ['겨울방학', 'winter vacation'],
    ['겨울방학', 'Winter vacation'],
    [
      '아이들이 낮에도 시간이 나서 새로 배우려는 문의가 늘어요.',
      'Children have time, so questions about new classes rise.',
    ],
    span('12-28', '01-31'),
    ['academy', 'fitness'],
  ),
  day(
    ['설날', 'Seollal'],
    ['설맞이', 'Seollal'],
    ['가족에게 줄 선물과 모임을 준비하는 분이 많아요.', 'Families plan gifts and gatherings.'],
    moving('seollal'),
    [...SWEET, 'fitness'],
  ),
  lesserDay(
    ['정월대보름', 'Daeboreum'],
    ['대보름맞이', 'Daeboreum'],
    ['오곡밥과 나물, 부럼을 찾는 손님이 늘어요.', 'Five-grain rice, greens and nuts are in demand.'],
    moving('daeboreum'),
    TABLE,
  ),
  day(
    ['졸업 시즌', 'graduation season'],
    ['졸업 축하', 'Graduation'],
    ['꽃과 식사, 사진을 준비하는 가족이 많아요.', 'Families look for flowers, meals and photos.'],
    span('02-01', '02-20'),
    ['flower', 'restaurant', 'beauty', 'fashion', 'cafe'],
  ),
  day(
    ['밸런타인데이', "Valentine's Day"],
    ['밸런타인데이', "Valentine's Day"],
    ['달콤한 선물과 데이트를 준비하는 분이 많아요.', 'People plan sweet gifts and dates.'],
    fixed('02-14'),
    SWEET,
  ),
]
