import { loadLessons } from '#lib/learn/lessons.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { lang } = await event.parent()
  return { lessons: await loadLessons(lang) }
}
