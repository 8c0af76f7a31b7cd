/** Notices, in Korean. */
export const notices = {
  'notice.severity.info': '알림',
  'notice.severity.attention': '확인 필요',
  'notice.severity.failure': '실패',
  'notice.channel-skipped': '{channel:은/는} 이번에 건너뛰었어요. 나중에 다시 시도할 수 있어요.',
  'notice.post-failed': '{channel}에 올리지 못했어요. 다시 시도해도 두 번 올라가지 않아요.',
  'notice.post-overdue': '{channel:이/가} 아직 답하지 않았어요. 올라갔는지 직접 확인해 주세요.',
  'notice.post-unconfirmed': '{channel}에 올라갔는지 확인하는 중이에요. 두 번 올라가지 않으니 기다려 주세요.',
  'notice.post-handed-over': '{channel}에 올릴 글을 만들어 두었어요. 붙여 넣고 주소를 알려 주세요.',
  'notice.post-held': '{channel:은/는} {until}에 보내요.',
  'notice.take-down-failed': '{channel}에 올린 글을 내리지 못했어요. 다시 시도해 주세요.',
  'notice.recommendation-failed': '추천안을 만들지 못했어요. 다시 받아 보세요.',
  'notice.business-awaiting': '국세청 확인을 기다리고 있어요. 이벤트는 지금 바로 만들 수 있어요.',
  'notice.business-confirmed': '사업자등록번호가 확인됐어요.',
  'notice.promotion-launched': '이벤트를 시작했어요.',
  'notice.promotion-ended': '이벤트가 끝났어요. 당첨자를 뽑을 수 있어요.',
  'notice.promotion-unentered': '아무도 참여하지 않아 이벤트를 마감했어요.',
  'notice.erasure-pending':
    '{since}부터 참여자의 개인정보를 지우고 있는데 아직 끝나지 않았어요. 끝날 때까지 저절로 다시 시도해요.',
  'notice.ai-budget-warned': '이번 달 AI 예산의 80%를 썼어요.',
  'notice.ai-budget-exhausted':
    '이번 달 AI 예산이 모자라요. 추천안과 도우미는 AI 없이 이어지고, 더보기의 AI 사용량에서 예산을 늘릴 수 있어요.',
  'notice.other': '확인할 일이 있어요.',
}
