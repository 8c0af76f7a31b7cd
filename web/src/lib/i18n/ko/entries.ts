/** Entries, in Korean. */
export const entries = {
  'entries.title': '참여자',
  'entries.empty': '아직 참여한 사람이 없어요. 참여 페이지 주소를 알려 보세요.',
  'entries.none': '참여한 사람이 없어요.',
  'entries.name': '이름',
  'entries.phone': '전화번호',
  'entries.source': '어디서',
  'entries.at': '언제',
  'entries.notAllowed': '이름과 번호는 사장님과 직원만 볼 수 있어요.',
  'entries.private': '이름과 번호는 이 가게 사람만 볼 수 있어요.',
  'entries.onlyFrom': '{channel}에서 온 참여자',
  'entries.emptyFrom': '{channel}에서 온 사람은 아직 없어요.',
}
