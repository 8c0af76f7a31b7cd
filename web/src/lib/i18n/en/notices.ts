import type { notices as ko } from '../ko/notices.ts'

/** Notices, in English. */
export const notices: Record<keyof typeof ko, string> = {
  'notice.severity.info': 'Note',
  'notice.severity.attention': 'Needs a look',
  'notice.severity.failure': 'Failed',
  'notice.channel-skipped': '{channel} was skipped this time. You can try it again later.',
  'notice.post-failed': 'Posting to {channel} failed. Trying again never posts twice.',
  'notice.post-overdue': '{channel} has not answered yet. Please check whether the post is up.',
  'notice.post-unconfirmed': 'Checking whether the post on {channel} is up. It will not be posted twice.',
  'notice.post-handed-over': 'Your post for {channel} is ready. Paste it and tell us its address.',
  'notice.post-held': '{channel} will be sent on {until}.',
  'notice.take-down-failed': 'The post on {channel} could not be taken down. Please try again.',
  'notice.recommendation-failed': 'The plans could not be made. Please ask again.',
  'notice.business-awaiting': 'We are waiting for the tax office. You can make promotions meanwhile.',
  'notice.business-confirmed': 'Your business number is confirmed.',
  'notice.promotion-launched': 'The promotion has started.',
  'notice.promotion-ended': 'The promotion has ended. Winners can be drawn.',
  'notice.promotion-unentered': 'Nobody entered, so the promotion was closed.',
  'notice.erasure-pending':
    'A participant’s personal data is still being erased since {since}. We keep trying until it is done.',
  'notice.ai-budget-warned': '80% of this month’s AI budget is spent.',
  'notice.ai-budget-exhausted':
    'This month’s AI budget has run short. Plans and assistants go on without AI; you can raise it under More, AI usage.',
  'notice.other': 'Something needs a look.',
}
