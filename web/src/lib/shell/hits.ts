import FileText from '@lucide/svelte/icons/file-text'
import Chat from '@lucide/svelte/icons/message-circle'
import Person from '@lucide/svelte/icons/user-round'
import Wrench from '@lucide/svelte/icons/wrench'
import type { Found, FoundAssistant, FoundDocument, FoundEntry, FoundPromotion } from '../api/found.ts'
import type { Me } from '../api/shop.ts'
import { maskedPhone } from '../draw/winners.ts'
import type { I18n } from '../i18n/context.ts'
import { titleOf } from '../words/document.ts'
import { statusLook } from '../words/status.ts'
import { type Place, placesOf } from './places.ts'

/** One thing that was found: what it is called, what it is, and where it opens. */
export interface Hit {
  id: string
  href: string
  icon: Place['icon']
  name: string
  about: string
}
export interface Group {
  word: string
  hits: Hit[]
}
type Words = Pick<I18n, 'lang' | 't' | 'f'>

/** Everything that was found, by kind; screens are looked for here, by the words of the menu. */
export function groupsOf(i18n: Words, me: Me | null | undefined, words: string, found: Found | undefined): Group[] {
  const { t } = i18n
  const { promotions = [], entries = [], assistants = [], documents = [] } = found ?? {}
  const groups = [
    { word: t('list.title'), hits: promotions.map((row) => promotionHit(i18n, row)) },
    { word: t('entries.title'), hits: entries.map((row) => entryHit(i18n, row)) },
    { word: t('nav.assistants'), hits: assistants.map((row) => assistantHit(i18n, row)) },
    { word: t('search.documents'), hits: documents.map((row) => documentHit(i18n, row)) },
    { word: t('search.screens'), hits: screenHits(i18n, me, words) },
  ]
  return groups.filter(({ hits }) => hits.length > 0)
}

function promotionHit({ t }: Words, { id, title, prize, status }: FoundPromotion): Hit {
  const about = [t(`status.${status}`), prize].filter(Boolean).join(' · ')
  return {
    id: `p-${id}`,
    href: `/promotions/${id}`,
    icon: statusLook[status].icon,
    name: title ?? t('list.untitled'),
    about,
  }
}

function entryHit({ t, f }: Words, { id, promotionId, title, phone, at, won }: FoundEntry): Hit {
  const about = [maskedPhone(phone), f.date(at), won && t('search.won')].filter(Boolean).join(' · ')
  const href = `/promotions/${promotionId}?entry=${id}#entries`
  return { id: `e-${id}`, href, icon: Person, name: title ?? t('list.untitled'), about }
}

/** An assistant as it is called in the reader's language. */
const said = ({ lang }: Words, assistant: FoundAssistant) => (lang === 'en' && assistant.english) || assistant

function assistantHit(i18n: Words, assistant: FoundAssistant): Hit {
  const { t } = i18n
  const { id, usable } = assistant
  const { name, description } = said(i18n, assistant)
  if (usable)
    return {
      id: `a-${id}`,
      href: `/assistants?with=${id}`,
      icon: Chat,
      name,
      about: description || t('search.assistant'),
    }
  const about = [t('studio.draft'), description].filter(Boolean).join(' · ')
  return { id: `a-${id}`, href: `/studio/${id}`, icon: Wrench, name, about }
}

function documentHit(i18n: Words, { id, title, passageId, assistant }: FoundDocument): Hit {
  const { name } = said(i18n, assistant)
  const about = i18n.t(passageId ? 'search.documentOf' : 'search.reading', { name })
  const href = passageId ? `/passages/${passageId}` : `/studio/${assistant.id}`
  return { id: `d-${assistant.id}-${id}`, href, icon: FileText, name: titleOf(title), about }
}

function screenHits({ t }: Words, me: Me | null | undefined, words: string): Hit[] {
  const sought = words.toLowerCase()
  return placesOf(me)
    .map(({ key, within, href, icon }) => ({
      ...{ id: `s-${key}`, href, icon, name: t(key) },
      about: within ? t(within) : t('nav.label'),
    }))
    .filter(({ name }) => name.toLowerCase().includes(sought))
}
