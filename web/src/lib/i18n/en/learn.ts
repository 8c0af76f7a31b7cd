import type { learn as ko } from '../ko/learn.ts'

/** Lessons on using AI, in English. */
export const learn: Record<keyof typeof ko, string> = {
  'learn.title': 'Learn to use AI',
  'learn.hint':
    'Short reads of a few minutes: how to ask, how to check the answer, how to make an assistant of your own.',
  'learn.minutes': '{n} min',
  'learn.weak': 'Rather than',
  'learn.strong': 'Like this',
  'learn.next': 'Next: {title}',
}
