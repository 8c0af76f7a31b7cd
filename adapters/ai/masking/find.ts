import { addresses } from './address.ts'
import { emailAddresses, phoneNumbers } from './contact.ts'
import { type Found, KINDS } from './kinds.ts'
import { namesIn } from './names.ts'
import { plain } from './normalise.ts'
import { businessNumbers, cardNumbers, residentNumbers } from './numbers.ts'

const FINDERS = [emailAddresses, residentNumbers, cardNumbers, phoneNumbers, businessNumbers, addresses]

/**
 * Personal data in a text, from left to right and without overlap.
 *
 * @param names people whose names shall be found too
 */
export function findPersonalData(text: string, names: readonly string[] = []): Found[] {
  const read = plain(text)
  const all = [...FINDERS.flatMap((find) => find(read)), ...namesIn(read, names)]
  const rank = ({ kind }: Found) => KINDS.indexOf(kind)
  const size = ({ start, end }: Found) => end - start
  const ordered = all.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a))
  const kept: Found[] = []
  for (const one of ordered) if (kept.every(({ start, end }) => one.end <= start || one.start >= end)) kept.push(one)
  return kept.sort((a, b) => a.start - b.start)
}
