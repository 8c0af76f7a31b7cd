import type { Me } from '../api/shop.ts'
import type { Scope } from '../api/third-party.ts'
import type { MessageKey } from '../i18n/translate.ts'
import { mayAudit, mayLook, mayWork } from '../words/may.ts'

/** What an app may do that acts for somebody: never more than they may themselves. */
export function rightsOf(me: Me, scopes: readonly Scope[]): MessageKey[] {
  const isWriter = scopes.includes('write')
  const rights: [boolean, MessageKey][] = [
    [mayLook(me), 'consent.read'],
    [mayWork(me), 'consent.readPeople'],
    [mayAudit(me), 'consent.readRecord'],
    [!mayLook(me), 'consent.readShops'],
    [isWriter && mayWork(me), 'consent.write'],
    [isWriter && me.role === 'owner', 'consent.writeOwner'],
  ]
  return rights.flatMap(([has, key]) => (has ? [key] : []))
}

/** What it may not, of what somebody might fear. */
export const NEVER: readonly MessageKey[] = [
  'consent.notSignIn',
  'consent.notPeople',
  'consent.notErase',
  'consent.notTalks',
]

/** Whether an address is the person's own device: a program there has no site whose name says anything. */
export const isOwnDevice = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)
