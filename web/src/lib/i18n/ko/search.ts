/** Search over everything, in Korean. */
export const search = {
  'search.title': '전체에서 찾기',
  'search.placeholder': '이벤트, 도우미, 자료, 화면 찾기',
  'search.placeholderWorker': '이벤트, 도우미, 참여자 전화번호 찾기',
  'search.screens': '화면',
  'search.found': '{n}개 찾았어요. 위아래 화살표로 고르세요.',
  'search.none': '‘{words}’에 맞는 것이 없어요',
  'search.noneHint': '더 짧은 말로 찾아보세요. 대화와 참여자 이름은 잠겨 있어서 여기서 찾지 않아요.',
  'search.noneByPhone': '참여자는 전화번호를 끝까지 적으면 찾아요.',
  'search.won': '당첨',
  'search.documents': '자료',
  'search.documentOf': '{name}의 자료',
  'search.reading': '{name}의 자료 · 아직 읽지 못함',
  'search.assistant': '바로 물어볼 수 있는 도우미',
}
