import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Client } from './client.ts'

interface Job {
  status: 'running' | 'done' | 'failed'
}

const LOOK_MS = 100
const WAIT_SECONDS = 30
const PATIENCE_MS = 120_000

/** Which pictures are to be made; the one for links always is. */
export interface Wanted {
  style?: 'warm' | 'bold' | 'paper'
  channels?: readonly string[]
}

/** Has a promotion's pictures made and approves them, without which it goes on no channel; gives the content's id. */
export async function approvePictures(
  shop: Client,
  promotionId: string,
  { style = 'paper', channels = [] }: Wanted = {},
): Promise<string> {
  const asked = await shop.command('request-content', { promotionId, style, channels }, { wait: WAIT_SECONDS })
  const contentId: string = asked.body.id
  const deadline = performance.now() + PATIENCE_MS
  for (let job: Job | undefined = asked.body.job; job?.status !== 'done'; ) {
    if (job?.status === 'failed') throw new Error(`the pictures ${contentId} could not be made: ${JSON.stringify(job)}`)
    if (performance.now() > deadline) throw new Error(`the pictures ${contentId} were not made in time`)
    await delay(LOOK_MS)
    const answer: Answer = await shop.get(`/api/v1/jobs/${contentId}`)
    job = answer.body
  }
  await shop.command('approve-content', { promotionId, contentId })
  return contentId
}
