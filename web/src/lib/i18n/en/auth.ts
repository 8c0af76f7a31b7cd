import type { auth as ko } from '../ko/auth.ts'

/** Signing in and up, in English. */
export const auth: Record<keyof typeof ko, string> = {
  'auth.signIn': 'Sign in',
  'auth.signInDo': 'Sign in',
  'auth.signUp': 'Register your shop',
  'auth.signUpDo': 'Register my shop',
  'auth.signOut': 'Sign out',
  'auth.everywhere': 'Sign out on all devices',
  'auth.everywhereTitle': 'Sign out on all devices?',
  'auth.everywhereText':
    'For a lost phone, or a computer you forgot to sign out on. Everything signed in to this account, this device too, is signed out within a few seconds.',
  'auth.email': 'E-mail',
  'auth.password': 'Password',
  'auth.passwordHint': 'At least 10 characters.',
  'auth.newHere': 'New here?',
  'auth.haveAccount': 'Registered already?',
  'auth.shopName': 'Shop name',
  'auth.trade': 'Trade',
  'auth.region': 'Region',
  'auth.businessNumber': 'Business registration number',
  'auth.businessNumberHint': 'We check it with the National Tax Service right away.',
  'auth.openedOn': 'Opening date',
  'auth.ownerName': "Owner's name",
  'auth.choose': 'Choose one',
  'auth.shopPart': 'Your shop',
  'auth.ownerPart': 'You',
  'auth.working': 'Checking',
  'auth.promise1': 'Pick a goal, get three plans',
  'auth.promise2': 'Six channels at once, never posted twice',
  'auth.promise3': 'See who came from where, as it happens',
}
