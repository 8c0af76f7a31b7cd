import type { JobRow } from '#lib/api/job.ts'
import { query } from '#lib/api/load.ts'
import { openPromotion } from '#lib/make/open.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const promotion = await openPromotion(event, event.params.id)
  const jobId = event.url.searchParams.get('job') ?? promotion.recommendationId
  return { promotion, job: jobId ? await query<JobRow>(event, `/jobs/${jobId}`) : undefined }
}
