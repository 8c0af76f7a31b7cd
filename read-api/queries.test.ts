import { expect, test } from 'vitest'
import { z } from 'zod'
import { queries } from './queries.ts'
import type { Query } from './query.ts'

const isPersonal = ({ response }: Query) => JSON.stringify(z.toJSONSchema(response)).includes('"personal":true')

test('no answer about a person is kept, since erasing one moves no row', () => {
  const named = queries.filter(isPersonal).map(({ name }) => name)
  expect(named).toContain('ListEntries')
  expect(queries.filter(({ ofRows }) => ofRows).map(({ name }) => name)).toContain('GetPromotion')
  for (const { name, ofRows } of queries) if (ofRows) expect(named).not.toContain(name)
})

test('no answer to what is asked in a body is kept, since answers are kept by their address', () => {
  const inBody = queries.filter(({ body }) => body).map(({ name }) => name)
  expect(inBody).toContain('Search')
  for (const { name, ofRows } of queries) if (ofRows) expect(inBody).not.toContain(name)
})
