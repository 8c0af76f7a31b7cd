import { apps } from './en/apps.ts'
import { audit } from './en/audit.ts'
import { auth } from './en/auth.ts'
import { board } from './en/board.ts'
import { channel } from './en/channel.ts'
import { chat } from './en/chat.ts'
import { colleagues } from './en/colleagues.ts'
import { consultation } from './en/consultation.ts'
import { content } from './en/content.ts'
import { draw } from './en/draw.ts'
import { entries } from './en/entries.ts'
import { entryPage } from './en/entry-page.ts'
import { home } from './en/home.ts'
import { learn } from './en/learn.ts'
import { list } from './en/list.ts'
import { make } from './en/make.ts'
import { more } from './en/more.ts'
import { notices } from './en/notices.ts'
import { operator } from './en/operator.ts'
import { password } from './en/password.ts'
import { problems } from './en/problems.ts'
import { promotion } from './en/promotion.ts'
import { results } from './en/results.ts'
import { search } from './en/search.ts'
import { security } from './en/security.ts'
import { shell } from './en/shell.ts'
import { studio } from './en/studio.ts'
import { timeline } from './en/timeline.ts'
import { usage } from './en/usage.ts'
import { words } from './en/words.ts'
import type { Messages } from './translate.ts'

/** The English words. A missing or superfluous key is a type error in its part. */
export const en: Messages = {
  ...shell,
  ...search,
  ...auth,
  ...words,
  ...home,
  ...notices,
  ...list,
  ...make,
  ...content,
  ...promotion,
  ...board,
  ...timeline,
  ...entries,
  ...draw,
  ...channel,
  ...chat,
  ...audit,
  ...operator,
  ...results,
  ...more,
  ...usage,
  ...colleagues,
  ...security,
  ...apps,
  ...password,
  ...entryPage,
  ...studio,
  ...consultation,
  ...learn,
  ...problems,
}
