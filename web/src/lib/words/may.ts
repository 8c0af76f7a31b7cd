import type { Me } from '../api/shop.ts'

/** Whether one may change the shop's promotions; everyone else only looks. */
export const mayWork = (me: Me | null | undefined): boolean => me?.role === 'owner' || me?.role === 'staff'

/** Whether one may erase what somebody left: the owner answers for it, and it cannot be undone. */
export const mayErase = (me: Me | null | undefined): boolean => me?.role === 'owner'

/** Whether one may give others an account in the shop. */
export const mayOpenAccounts = (me: Me | null | undefined): boolean => me?.role === 'owner'

/** Whether one may look at what was recorded, and check it. */
export const mayAudit = (me: Me | null | undefined): boolean => me?.role === 'owner' || me?.role === 'auditor'

/** Whether one belongs to a shop whose work can be looked at; an operator does not. */
export const mayLook = (me: Me | null | undefined): boolean => me?.shop != null
