import { error } from '@sveltejs/kit'
import { loadLessons } from '#lib/learn/lessons.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { lang } = await event.parent()
  const lessons = await loadLessons(lang)
  const at = lessons.findIndex(({ slug }) => slug === event.params.page)
  const lesson = lessons[at]
  if (!lesson) error(404, 'No such lesson', { code: 'NOT_FOUND' })
  return { lesson, next: lessons[at + 1] }
}
