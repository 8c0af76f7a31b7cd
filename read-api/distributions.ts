import { z } from 'zod'
import { Id } from '../domain/kernel.ts'
import { toAnswer } from './answers/answer.ts'
import { Distribution } from './answers/distributions.ts'
import { found, query, SHOP } from './query.ts'

export const distributionQueries = [
  query({
    name: 'GetDistribution',
    path: '/distributions/:id',
    roles: SHOP,
    views: ['distributions'],
    ofRows: true,
    summary: 'One run of putting a promotion on its channels: how each channel fares.',
    params: z.strictObject({ id: Id.describe('id of the distribution') }),
    response: Distribution,
    problems: ['DISTRIBUTION_NOT_FOUND'],
    run: async ({ rows }, { params: { id } }) =>
      toAnswer(found(await rows.one('distributions', id), 'DISTRIBUTION_NOT_FOUND', 'There is no such distribution.')),
  }),
]
