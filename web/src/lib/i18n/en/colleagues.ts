import type { colleagues as ko } from '../ko/colleagues.ts'

/** Colleagues, in English. */
export const colleagues: Record<keyof typeof ko, string> = {
  'colleagues.title': 'Colleagues',
  'colleagues.link': 'Colleagues and their accounts',
  'colleagues.who': 'Who works with you',
  'colleagues.empty': 'Just you so far',
  'colleagues.emptyHint':
    'Staff prepare promotions with you; auditors check the record. Everyone signs in as themselves, so it stays clear who did what.',
  'colleagues.new': 'Add a colleague',
  'colleagues.name': 'Colleague’s name',
  'colleagues.emailHint': 'They sign in with it. No mail is sent.',
  'colleagues.role': 'What they will do',
  'colleagues.staffHint': 'Prepares and publishes promotions, and draws the winners',
  'colleagues.auditorHint': 'Only looks at results and the record, without participants’ names',
  'colleagues.password': 'First password',
  'colleagues.passwordHint':
    'At least 10 characters. It is not shown again: note it before you add them, and tell them yourself.',
  'colleagues.final': 'You can change their role later, and close the account when they leave. The e-mail stays.',
  'colleagues.actions': 'What to do with {name}’s account',
  'colleagues.to.staff': 'Make staff',
  'colleagues.to.auditor': 'Make auditor',
  'colleagues.roleTitle': '{name}: {role}',
  'colleagues.roleText':
    'They are signed out everywhere within a few seconds. Once they sign in again, they have the new role.',
  'colleagues.roleDone': '{name}’s role is now: {role}',
  'colleagues.secondFactor': 'Two-step sign-in is on',
  'colleagues.reset': 'Turn off two-step sign-in',
  'colleagues.resetTitle': 'Turn off two-step sign-in for {name}?',
  'colleagues.resetText':
    'Only do this when they have lost their phone and cannot sign in. Their password alone signs them in then.',
  'colleagues.resetDone': 'Two-step sign-in is off for {name}',
  'colleagues.close': 'Close account',
  'colleagues.closeTitle': 'Close {name}’s account?',
  'colleagues.closeText':
    'They can no longer sign in, and are signed out everywhere within a few seconds. What they did stays on the record.',
  'colleagues.closeFinal':
    'A closed account cannot be opened again. Should they come back, open a new one with the same e-mail.',
  'colleagues.closeDone': '{name}’s account is closed',
  'colleagues.closed': 'Closed',
  'colleagues.do': 'Open the account',
  'colleagues.busy': 'Opening',
  'colleagues.added': '{name} can sign in now',
  'colleagues.passOn': 'Tell them this address and e-mail, and the password you just chose, yourself.',
  'colleagues.address': 'Where to sign in',
  'colleagues.wrong.name': 'Please give a name of up to 40 characters.',
  'colleagues.wrong.email': 'This e-mail address does not fit. Is a letter missing?',
  'colleagues.wrong.emailTaken': 'Another account has this e-mail already. Please use a different one.',
  'colleagues.wrong.password': 'A password has 10 to 200 characters.',
}
