import type { entries as ko } from '../ko/entries.ts'

/** Entries, in English. */
export const entries: Record<keyof typeof ko, string> = {
  'entries.title': 'Entries',
  'entries.empty': 'Nobody has entered yet. Share the address of the entry page.',
  'entries.none': 'Nobody entered.',
  'entries.name': 'Name',
  'entries.phone': 'Phone',
  'entries.source': 'From',
  'entries.at': 'When',
  'entries.notAllowed': 'Only owner and staff may see names and numbers.',
  'entries.private': 'Only people of this shop see names and numbers.',
  'entries.onlyFrom': 'Entries from {channel}',
  'entries.emptyFrom': 'Nobody has come from {channel} yet.',
}
