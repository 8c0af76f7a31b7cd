/** Operator, in Korean. */
export const operator = {
  'operator.title': '가게 확인',
  'operator.hint':
    '국세청이 답하지 않아 확인하지 못한 가게예요. 번호를 확인한 뒤 눌러 주세요. 오래 기다린 가게부터 나와요.',
  'operator.empty': '기다리는 가게가 없어요',
  'operator.emptyHint': '국세청이 답하지 않을 때 등록한 가게가 여기에 나와요.',
  'operator.owner': '대표자',
  'operator.registered': '{when} 등록',
  'operator.confirm': '확인하기',
  'operator.confirmTitle': '{shop:을/를} 확인할까요?',
  'operator.confirmText':
    '사업자등록번호 {number:과/와} 대표자 {owner:이/가} 맞는지 국세청에서 보셨나요? 확인한 사람과 때가 기록에 남아요.',
  'operator.confirmed': '{shop:을/를} 확인했어요',
  'operator.help': '비밀번호를 잊은 분 돕기',
  'operator.helpHint':
    '이메일로 계정을 찾아, 사업자등록증처럼 본인만 아는 것으로 확인한 뒤 링크를 주세요. 직원은 사장님이 도울 수 있어요.',
  'operator.find': '계정 찾기',
  'operator.nobody': '이 이메일을 쓰는 계정이 없어요.',
  'operator.wrongEmail': '이메일 주소가 맞지 않아요. 빠진 글자가 없는지 봐 주세요.',
  'operator.more': '더 있어요. 확인하면 다음 가게가 나와요.',
}
