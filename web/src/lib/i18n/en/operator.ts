import type { operator as ko } from '../ko/operator.ts'

/** Operator, in English. */
export const operator: Record<keyof typeof ko, string> = {
  'operator.title': 'Shops to confirm',
  'operator.hint':
    'The tax office did not answer when these registered. Check the number, then confirm. The longest wait comes first.',
  'operator.empty': 'No shop is waiting',
  'operator.emptyHint': 'Shops that register while the tax office does not answer appear here.',
  'operator.owner': 'Owner',
  'operator.registered': 'registered {when}',
  'operator.confirm': 'Confirm',
  'operator.confirmTitle': 'Confirm {shop}?',
  'operator.confirmText':
    'Have you seen at the tax office that number {number} and owner {owner} are right? Who confirmed, and when, is recorded.',
  'operator.confirmed': '{shop} is confirmed',
  'operator.more': 'There are more; they come up as you confirm.',
}
