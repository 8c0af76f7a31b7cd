import { type Collection, MongoBulkWriteError } from 'mongodb'
import { expect, test } from 'vitest'
import { insertNew } from './insert-new.ts'

const [HERE, NEW] = [{ _id: 'here' }, { _id: 'new' }]
const DUPLICATE = { index: 0, code: 11_000 }

/** A collection whose insert ends like this; a cluster's answers, which the embedded server never gives. */
function endingWith(writeErrors: object[], writeConcernError?: object): Collection<{ _id: string }> {
  const result = { getWriteConcernError: () => writeConcernError }
  const error = new MongoBulkWriteError({ message: 'broken', code: 11_000, writeErrors } as never, result as never)
  return { insertMany: () => Promise.reject(error) } as unknown as Collection<{ _id: string }>
}

test('what was there already is told by its id', async () => {
  expect(await insertNew(endingWith([DUPLICATE]), [HERE, NEW])).toEqual(new Set(['here']))
})

test.each([
  ['another failure beside it', [DUPLICATE, { index: 1, code: 121 }], undefined],
  ['the rest is not durable', [DUPLICATE], { code: 64 }],
  ['nothing is durable', [], { code: 64 }],
])('it fails when there is %s', async (_, writeErrors, writeConcernError) => {
  await expect(insertNew(endingWith(writeErrors, writeConcernError), [HERE, NEW])).rejects.toThrow('broken')
})
