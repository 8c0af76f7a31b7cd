import { apps } from './ko/apps.ts'
import { audit } from './ko/audit.ts'
import { auth } from './ko/auth.ts'
import { board } from './ko/board.ts'
import { channel } from './ko/channel.ts'
import { chat } from './ko/chat.ts'
import { colleagues } from './ko/colleagues.ts'
import { consultation } from './ko/consultation.ts'
import { content } from './ko/content.ts'
import { draw } from './ko/draw.ts'
import { entries } from './ko/entries.ts'
import { entryPage } from './ko/entry-page.ts'
import { home } from './ko/home.ts'
import { learn } from './ko/learn.ts'
import { list } from './ko/list.ts'
import { make } from './ko/make.ts'
import { more } from './ko/more.ts'
import { notices } from './ko/notices.ts'
import { operator } from './ko/operator.ts'
import { password } from './ko/password.ts'
import { problems } from './ko/problems.ts'
import { promotion } from './ko/promotion.ts'
import { results } from './ko/results.ts'
import { search } from './ko/search.ts'
import { security } from './ko/security.ts'
import { shell } from './ko/shell.ts'
import { studio } from './ko/studio.ts'
import { timeline } from './ko/timeline.ts'
import { usage } from './ko/usage.ts'
import { words } from './ko/words.ts'

/** The Korean words, and by their keys the list of all messages. */
export const ko = {
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
