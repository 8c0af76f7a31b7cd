import { z } from 'zod'
import { Id } from '../domain/kernel.ts'
import { toAnswer } from './answers/answer.ts'
import { Job } from './answers/jobs.ts'
import { found, query, SHOP } from './query.ts'

export const jobQueries = [
  query({
    name: 'GetJob',
    path: '/jobs/:id',
    roles: SHOP,
    views: ['jobs'],
    ofRows: true,
    summary: 'Progress of a long task, and its result once it is done.',
    params: z.strictObject({ id: Id.describe('`jobId` of the answer to the command') }),
    response: Job,
    problems: ['NOT_FOUND'],
    run: async ({ rows }, { params: { id } }) =>
      toAnswer(found(await rows.one('jobs', id), 'NOT_FOUND', 'There is no such job.')),
  }),
]
