import { fixed, moving, span, weekdayFrom } from '../date-rules.ts'
import { day, lesserDay, SWEET, TABLE } from '../occasion.ts'

export const spring = [
  day(
    ['새 학기', 'start of the school year'],
    ['새 학기', 'Back to school'],
    [
      '새로운 동네와 생활에 적응하며 단골 가게를 찾는 분이 많아요.',
      'People settling into a new routine look for their regular places.',
    ],
    span('03-02', '03-20'),
    ['academy', 'cafe', 'fashion', 'beauty', 'fitness', 'bakery', 'restaurant', 'other'],
  ),
  lesserDay(
    ['삼겹살데이', 'Samgyeopsal Day'],
    ['삼겹살데이', 'Samgyeopsal Day'],
    ['고기와 쌈 채소를 찾는 손님이 부쩍 늘어요.', 'Pork belly and greens sell well.'],
    fixed('03-03'),
    TABLE,
  ),
  day(
    ['화이트데이', 'White Day'],
    ['화이트데이', 'White Day'],
    ['사탕과 꽃, 작은 선물을 찾는 분이 많아요.', 'People look for sweets, flowers and small gifts.'],
    fixed('03-14'),
    SWEET,
  ),
  day(
    ['봄꽃 나들이철', 'blossom season'],
    ['봄꽃 나들이', 'Blossom season'],
    ['꽃구경을 나온 사람들로 거리에 활기가 돌아요.', 'Blossom walks bring people out on the streets.'],
    span('03-25', '04-20'),
    ['cafe', 'bakery', 'restaurant', 'flower', 'fashion', 'beauty', 'other'],
  ),
  lesserDay(
    ['식목일', 'Arbor Day'],
    ['식목일', 'Arbor Day'],
    ['화분과 씨앗, 자연에 관심이 커지는 때예요.', 'Plants, seeds and nature are on people’s minds.'],
    fixed('04-05'),
    ['flower', 'grocery', 'academy'],
  ),
  day(
    ['어린이날', "Children's Day"],
    ['어린이날', "Children's Day"],
    ['아이와 함께 갈 곳을 찾는 가족이 많아요.', 'Families look for places to go with children.'],
    fixed('05-05'),
    ['bakery', 'restaurant', 'cafe', 'academy', 'grocery', 'fashion', 'fitness', 'other'],
  ),
  day(
    ['어버이날', "Parents' Day"],
    ['어버이날', "Parents' Day"],
    ['부모님께 드릴 선물과 식사 자리를 준비하는 분이 많아요.', 'People plan gifts and meals for their parents.'],
    fixed('05-08'),
    ['flower', 'bakery', 'restaurant', 'beauty', 'grocery', 'fashion', 'fitness', 'cafe', 'other'],
  ),
  lesserDay(
    ['스승의 날', "Teachers' Day"],
    ['스승의 날', "Teachers' Day"],
    ['고마움을 전할 작은 선물과 카드를 찾는 분이 많아요.', 'People look for cards and small tokens of thanks.'],
    fixed('05-15'),
    ['flower', 'bakery', 'academy', 'cafe'],
  ),
  lesserDay(
    ['성년의 날', 'Coming-of-Age Day'],
    ['성년의 날', 'Coming-of-Age Day'],
    ['스무 살을 축하하는 꽃과 선물을 찾는 분이 많아요.', 'People celebrate turning twenty with flowers and gifts.'],
    weekdayFrom(5, 15, 1),
    ['flower', 'beauty', 'fashion'],
  ),
  lesserDay(
    ['부부의 날', "Couples' Day"],
    ['부부의 날', "Couples' Day"],
    ['둘만의 시간을 준비하는 부부가 많아요.', 'Married couples plan time together.'],
    fixed('05-21'),
    ['flower', 'restaurant', 'bakery', 'cafe'],
  ),
  lesserDay(
    ['부처님오신날', "Buddha's Birthday"],
    ['부처님오신날', "Buddha's Birthday"],
    ['가족 나들이와 채소 밥상을 찾는 분이 많아요.', 'Family outings and vegetable dishes are popular.'],
    moving('buddha'),
    ['restaurant', 'grocery', 'flower'],
  ),
]
