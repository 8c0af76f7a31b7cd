import { fixed, moving, span, weekdayFrom } from '../date-rules.ts'
import { day, lesserDay, SWEET, TABLE } from '../occasion.ts'

export const autumn = [
  day(
    ['추석', 'Chuseok'],
    ['추석맞이', 'Chuseok'],
    ['선물과 차례, 가족 모임을 준비하는 분이 많아요.', 'Families plan gifts, rites and gatherings.'],
    moving('chuseok'),
    [...SWEET, 'fitness'],
  ),
  lesserDay(
    ['한글날', 'Hangul Day'],
    ['한글날', 'Hangul Day'],
    ['우리말과 손글씨에 관심이 모이는 날이에요.', 'Korean words and handwriting are in the air.'],
    fixed('10-09'),
    ['academy', 'cafe', 'bakery', 'other'],
  ),
  day(
    ['단풍철', 'foliage season'],
    ['단풍 나들이', 'Foliage season'],
    ['단풍을 보러 나온 나들이객이 많아요.', 'Autumn leaves bring people outdoors.'],
    span('10-15', '11-10'),
    ['cafe', 'restaurant', 'bakery', 'fashion', 'beauty', 'flower', 'fitness', 'grocery', 'other'],
  ),
  lesserDay(
    ['핼러윈', 'Halloween'],
    ['핼러윈', 'Halloween'],
    ['아이들과 꾸미고 간식을 나누는 가족이 많아요.', 'Families dress up and share treats with children.'],
    fixed('10-31'),
    ['academy', 'bakery', 'cafe'],
  ),
  day(
    ['빼빼로데이', 'Pepero Day'],
    ['빼빼로데이', 'Pepero Day'],
    ['부담 없는 과자 선물을 주고받는 날이에요.', 'Friends and couples trade small sweet gifts.'],
    fixed('11-11'),
    ['cafe', 'bakery', 'grocery', 'flower', 'academy', 'fashion', 'beauty', 'other'],
  ),
  day(
    ['수능', 'Suneung'],
    ['수능 응원', 'Suneung cheer'],
    [
      '수험생을 응원하고, 시험이 끝난 뒤의 시간을 준비하는 때예요.',
      'People cheer the students on and plan for after the exam.',
    ],
    weekdayFrom(11, 13, 4),
    ['restaurant', 'bakery', 'cafe', 'beauty', 'fashion', 'fitness', 'academy', 'grocery', 'other'],
  ),
  day(
    ['김장철', 'kimjang season'],
    ['김장철', 'Kimjang season'],
    ['배추와 양념, 수육거리를 찾는 집이 많아요.', 'Households buy cabbage, seasoning and pork for boiling.'],
    span('11-15', '12-10'),
    TABLE,
  ),
  day(
    ['블랙프라이데이', 'Black Friday'],
    ['블랙프라이데이', 'Black Friday'],
    ['미뤄 둔 물건과 이용권을 알뜰하게 사려는 분이 많아요.', 'People look for good deals on what they put off buying.'],
    weekdayFrom(11, 23, 5),
    ['fashion', 'beauty', 'fitness', 'academy', 'grocery', 'other'],
  ),
]
