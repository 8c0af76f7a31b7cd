/** Colleagues, in Korean. */
export const colleagues = {
  'colleagues.title': '동료',
  'colleagues.link': '동료 계정',
  'colleagues.who': '함께 일하는 사람',
  'colleagues.empty': '아직 혼자 쓰고 있어요',
  'colleagues.emptyHint':
    '직원은 이벤트를 함께 준비하고, 감사는 기록이 맞는지 살펴봐요. 저마다 따로 로그인하니 누가 무엇을 했는지 남아요.',
  'colleagues.new': '동료 더하기',
  'colleagues.name': '동료 이름',
  'colleagues.emailHint': '이 이메일로 로그인해요. 메일을 보내지는 않아요.',
  'colleagues.role': '맡을 일',
  'colleagues.staffHint': '이벤트를 만들고 올리고 추첨해요',
  'colleagues.auditorHint': '성과와 기록을 보기만 해요. 참여자 이름은 보이지 않아요',
  'colleagues.password': '첫 비밀번호',
  'colleagues.passwordHint':
    '10자 이상이면 돼요. 다시 보여 드리지 않으니, 더하기 전에 적어 두고 동료에게 직접 알려 주세요.',
  'colleagues.final': '한번 더한 계정은 아직 고치거나 닫을 수 없어요. 이메일과 맡을 일을 다시 확인해 주세요.',
  'colleagues.do': '계정 만들기',
  'colleagues.busy': '만드는 중이에요',
  'colleagues.added': '{name:은/는} 이제 로그인할 수 있어요',
  'colleagues.passOn': '아래 주소와 이메일, 방금 정한 비밀번호를 직접 알려 주세요.',
  'colleagues.address': '로그인 주소',
  'colleagues.wrong.name': '이름을 40자까지 적어 주세요.',
  'colleagues.wrong.email': '이메일 주소가 맞지 않아요. 빠진 글자가 없는지 봐 주세요.',
  'colleagues.wrong.emailTaken': '이미 다른 계정이 쓰는 이메일이에요. 다른 이메일을 적어 주세요.',
  'colleagues.wrong.password': '비밀번호는 10자부터 200자까지예요.',
}
