import { moving, span } from '../date-rules.ts'
import { day, lesserDay, TABLE } from '../occasion.ts'

export const summer = [
  lesserDay(
    ['단오', 'Dano'],
    ['단오맞이', 'Dano'],
    [
      '더위를 앞두고 부채와 제철 먹거리로 여름을 준비하는 때예요.',
      'People prepare for the heat with fans and seasonal food.',
    ],
    moving('dano'),
    ['grocery', 'restaurant', 'beauty'],
  ),
  day(
    ['초복', 'Chobok'],
    ['초복 보양', 'Chobok'],
    ['삼계탕처럼 기운 나는 음식을 찾는 손님이 많아요.', 'Guests look for strengthening food such as samgyetang.'],
    moving('chobok'),
    TABLE,
  ),
  day(
    ['여름방학', 'summer vacation'],
    ['여름방학', 'Summer vacation'],
    ['아이들이 낮에도 시간이 나서 평일 방문이 늘어요.', 'Children have time, so weekday visits rise.'],
    span('07-22', '08-18'),
    ['academy', 'fitness', 'bakery', 'cafe', 'beauty', 'fashion', 'other'],
  ),
  day(
    ['중복', 'Jungbok'],
    ['중복 보양', 'Jungbok'],
    ['더위에 지친 몸을 챙기려는 손님이 많아요.', 'Guests want to look after themselves in the heat.'],
    moving('jungbok'),
    TABLE,
  ),
  day(
    ['여름휴가철', 'summer holidays'],
    ['여름휴가철', 'Summer holiday'],
    ['여행 온 손님과 동네에서 쉬는 손님이 함께 늘어요.', 'Travellers come, and locals take time off at home.'],
    span('07-25', '08-15'),
  ),
  day(
    ['말복', 'Malbok'],
    ['말복 보양', 'Malbok'],
    ['여름의 마지막 보양식을 찾는 손님이 많아요.', 'Guests look for the summer’s last strengthening meal.'],
    moving('malbok'),
    TABLE,
  ),
  lesserDay(
    ['2학기 개학', 'second term'],
    ['2학기 개학', 'Second term'],
    ['방학이 끝나 생활이 다시 자리를 잡는 때예요.', 'Daily routines settle after the vacation.'],
    span('08-20', '09-05'),
    ['academy', 'cafe', 'fashion', 'beauty', 'fitness', 'bakery'],
  ),
]
