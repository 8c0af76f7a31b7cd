import type { password as ko } from '../ko/password.ts'

/** Changing a password, and setting a new one with a link, in English. */
export const password: Record<keyof typeof ko, string> = {
  'password.title': 'Password',
  'password.change': 'Change your password',
  'password.changeHint': 'All other devices are signed out then; only this one stays signed in.',
  'password.present': 'The password you have now',
  'password.new': 'New password',
  'password.newHint': 'At least 10 characters, not the one you have, and without your e-mail address.',
  'password.changed': 'Your password is changed. All other devices are signed out; this one stays signed in.',
  'password.show': 'Show what I typed',
  'password.wrong.length': 'It takes 10 to 200 characters.',
  'password.forgot': 'Forgot your password?',
  'password.forgotColleague':
    'Ask the owner of your shop for a link to a new one. Owners find it under More, with their colleagues’ accounts.',
  'password.forgotOwner':
    'If you are the owner, tell the people who run Madang. They make sure it is you, and give you a link.',
  'password.reset': 'Set a new password',
  'password.resetHint': 'Then sign in with it. All devices that are signed in now will be signed out.',
  'password.link': 'The link you were given',
  'password.linkHint': 'Paste the whole address.',
  'password.resetDo': 'Set this password',
  'password.resetDone': 'Your new password is set',
  'password.resetDoneHint': 'You can sign in with it now. Two-step sign-in, if it is on, still asks for its number.',
  'password.give': 'Give a link to a new password',
  'password.giveTitle': 'Give {name} a link to a new password?',
  'password.giveText':
    'For somebody who forgot theirs. Make sure first that it is really them who asks. A link you gave before stops working.',
  'password.giveDo': 'Make the link',
  'password.given': 'A link to a new password for {name}',
  'password.givenText': 'Give it to them alone. It works once, until {when}, and is shown here only.',
  'password.copyLink': 'Copy the link',
}
