import Archive from '@lucide/svelte/icons/archive'
import BookOpen from '@lucide/svelte/icons/book-open'
import Chart from '@lucide/svelte/icons/chart-no-axes-column'
import Gauge from '@lucide/svelte/icons/gauge'
import House from '@lucide/svelte/icons/house'
import Menu from '@lucide/svelte/icons/menu'
import Chat from '@lucide/svelte/icons/message-circle'
import Plug from '@lucide/svelte/icons/plug'
import Plus from '@lucide/svelte/icons/plus'
import Shield from '@lucide/svelte/icons/shield-check'
import Store from '@lucide/svelte/icons/store'
import Sun from '@lucide/svelte/icons/sun-medium'
import Party from '@lucide/svelte/icons/ticket'
import Users from '@lucide/svelte/icons/users'
import Wrench from '@lucide/svelte/icons/wrench'
import type { Me } from '../api/shop.ts'
import type { MessageKey } from '../i18n/translate.ts'
import { mayAudit, mayLook, mayOpenAccounts, mayWork } from '../words/may.ts'

type Viewer = Me | null | undefined

/** A screen; `short` is what it is called where five of them share a phone's width. */
export interface Place {
  href: string
  key: MessageKey
  short?: MessageKey
  icon: typeof Menu
}
/** A screen below one of the menu, and who may go there. */
interface Further extends Place {
  within: MessageKey
  may: (me: Viewer) => boolean
}

const more: Place = { href: '/more', key: 'nav.more', icon: Menu }
const ofShop: Place[] = [
  { href: '/', key: 'nav.home', icon: House },
  { href: '/promotions', key: 'list.title', short: 'nav.promotions', icon: Party },
  { href: '/assistants', key: 'nav.assistants', short: 'nav.assistantsShort', icon: Chat },
  { href: '/results', key: 'nav.results', icon: Chart },
  more,
]
const ofOperator: Place[] = [{ href: '/operator', key: 'nav.operator', icon: Store }, more]

const isOwner = (me: Viewer) => me?.role === 'owner'
const further: Further[] = [
  { href: '/promotions/new', key: 'make.title', within: 'list.title', icon: Plus, may: mayWork },
  { href: '/assistants/archived', key: 'chat.archive.title', within: 'nav.assistants', icon: Archive, may: mayWork },
  { href: '/studio', key: 'studio.title', within: 'nav.assistants', icon: Wrench, may: isOwner },
  { href: '/learn', key: 'learn.title', within: 'nav.assistants', icon: BookOpen, may: mayLook },
  { href: '/more/colleagues', key: 'colleagues.link', within: 'nav.more', icon: Users, may: mayOpenAccounts },
  { href: '/more/usage', key: 'usage.link', within: 'nav.more', icon: Gauge, may: mayAudit },
  { href: '/more/security', key: 'security.page', within: 'nav.more', icon: Shield, may: () => true },
  { href: '/more/apps', key: 'apps.title', within: 'nav.more', icon: Plug, may: () => true },
  { href: '/more', key: 'more.profile', within: 'nav.more', icon: Store, may: mayLook },
  { href: '/more', key: 'more.language', within: 'nav.more', icon: Sun, may: () => true },
  { href: '/more', key: 'more.theme', within: 'nav.more', icon: Sun, may: () => true },
]

/** The menu of who is signed in. */
export const menuOf = (me: Viewer): Place[] => (mayLook(me) ? ofShop : ofOperator)

/** The screens below one of the menu to which who is signed in may go. */
export const furtherOf = (me: Viewer, within: MessageKey): Place[] =>
  further.filter((place) => place.within === within && place.may(me))

/** Every screen that who is signed in may go to without something being chosen first, the menu's before the others. */
export const placesOf = (me: Viewer): (Place & { within?: MessageKey })[] => [
  ...menuOf(me),
  ...further.filter(({ may }) => may(me)),
]
