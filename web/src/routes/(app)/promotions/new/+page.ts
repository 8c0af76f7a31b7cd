import { onlyWorkers } from '#lib/make/open.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = (event) => onlyWorkers(event)
