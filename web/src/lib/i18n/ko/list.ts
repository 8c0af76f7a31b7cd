/** List, in Korean. */
export const list = {
  'list.title': '이벤트',
  'list.new': '이벤트 만들기',
  'list.search': '이벤트 이름으로 찾기',
  'list.all': '전체',
  'list.filter': '상태로 보기',
  'list.empty': '아직 만든 이벤트가 없어요',
  'list.emptyHint': '목적만 고르면 추천안 3개를 받아 볼 수 있어요. 1분이면 돼요.',
  'list.noMatch': '찾는 이벤트가 없어요',
  'list.noMatchHint': '다른 말로 찾거나 상태를 바꿔 보세요.',
  'list.showAll': '전체 보기',
  'list.untitled': '이름 없는 이벤트',
  'list.until': '{when}까지',
  'list.from': '{when} 시작',
  'list.endedOn': '{when} 끝남',
  'list.cancelledOn': '{when} 취소',
  'list.saved': '{when} 저장',
}
