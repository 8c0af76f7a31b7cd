import type { Problem } from '../api/answer.ts'
import { COLLEAGUE_ROLES, type Colleague, type ColleagueRole } from '../api/colleague.ts'
import type { Lang, MessageKey } from '../i18n/translate.ts'

const FIELDS = ['name', 'email', 'password'] as const
type Field = (typeof FIELDS)[number]

/** What the form shows again when it was not accepted; the password is never among it. */
export interface ColleagueValues {
  name: string
  email: string
  role: ColleagueRole
}

/** Reads what the owner filled in; a role that no owner gives becomes staff's. */
export function readColleague(form: FormData): { values: ColleagueValues; password: string } {
  const text = (name: string) => String(form.get(name) ?? '')
  const role = COLLEAGUE_ROLES.find((known) => known === text('role')) ?? 'staff'
  return { values: { name: text('name').trim(), email: text('email').trim(), role }, password: text('password') }
}

/** What to say at which field; none when the problem is with no field. */
export function wrongIn(problem: Problem): Partial<Record<Field, MessageKey>> {
  if (problem.code === 'EMAIL_TAKEN') return { email: 'colleagues.wrong.emailTaken' }
  const paths = problem.errors?.map(({ path }) => path) ?? []
  const wrong = FIELDS.filter((field) => paths.includes(field))
  return Object.fromEntries(wrong.map((field) => [field, `colleagues.wrong.${field}`]))
}

/** The owner first, then everyone by name, who has left last. */
export const inOrder = (colleagues: readonly Colleague[], lang: Lang): Colleague[] =>
  colleagues.toSorted(
    (one, other) =>
      Number(other.role === 'owner') - Number(one.role === 'owner') ||
      Number(one.closedAt !== undefined) - Number(other.closedAt !== undefined) ||
      one.name.localeCompare(other.name, lang),
  )

/** What is to be done to whose account, once that is asked for. */
export interface Asked {
  what: 'role' | 'close' | 'secondFactor' | 'password'
  who: Colleague
}

/** What a colleague could be instead. */
export const otherRole = (role: Colleague['role'] | undefined): ColleagueRole =>
  role === 'staff' ? 'auditor' : 'staff'
