import { z } from 'zod'
import { Notice } from './answers/promotions.ts'
import { keyset, pageOf } from './pages.ts'
import { query, SHOP } from './query.ts'

const byPosition = keyset('notices', 'position', z.int())

export const noticeQueries = [
  query({
    name: 'ListNotices',
    path: '/notices',
    roles: SHOP,
    views: ['notices'],
    ofRows: true,
    summary: 'What a person should know or do, newest first.',
    querystring: z.strictObject(byPosition.shape),
    response: pageOf(Notice),
    run: ({ rows }, { query: page }) => byPosition.list(rows, {}, page),
  }),
]
