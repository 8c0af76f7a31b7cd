import type { more as ko } from '../ko/more.ts'

/** More, in English. */
export const more: Record<keyof typeof ko, string> = {
  'more.title': 'More',
  'more.profile': 'My shop',
  'more.profileSaved': 'Shop saved',
  'more.businessNumber': 'Business number',
  'more.verified': 'Confirmed',
  'more.awaiting': 'Awaiting confirmation',
  'more.display': 'Display',
  'more.language': 'Language',
  'more.theme': 'Theme',
  'more.theme.system': 'Match device',
  'more.theme.light': 'Light',
  'more.theme.dark': 'Dark',
  'more.apply': 'Apply',
  'more.docs': 'For integrators',
  'more.docsApi': 'API documentation',
  'more.docsOpenapi': 'OpenAPI file',
  'more.account': 'Account',
  'role.owner': 'Owner',
  'role.staff': 'Staff',
  'role.auditor': 'Auditor',
  'role.operator': 'Operator',
}
