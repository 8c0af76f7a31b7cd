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
  'operator.help': 'Somebody who forgot their password',
  'operator.helpHint':
    'Find the account by its e-mail. Make sure it is them, by their business registration for example, before you give a link. Owners help their own staff.',
  'operator.find': 'Find the account',
  'operator.nobody': 'No account has this e-mail.',
  'operator.wrongEmail': 'This e-mail address does not fit. Is a letter missing?',
  'operator.more': 'There are more; they come up as you confirm.',
}
