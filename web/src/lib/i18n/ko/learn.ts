/** Lessons on using AI, in Korean. */
export const learn = {
  'learn.title': 'AI 활용 배우기',
  'learn.hint':
    '몇 분이면 읽는 짧은 글이에요. 도우미에게 묻고, 답을 확인하고, 우리 가게 도우미를 만드는 법을 담았어요.',
  'learn.minutes': '{n}분',
  'learn.weak': '이렇게보다',
  'learn.strong': '이렇게',
  'learn.next': '다음: {title}',
}
