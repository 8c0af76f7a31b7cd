import type { list as ko } from '../ko/list.ts'

/** List, in English. */
export const list: Record<keyof typeof ko, string> = {
  'list.title': 'Promotions',
  'list.new': 'Make a promotion',
  'list.search': 'Search by title',
  'list.all': 'All',
  'list.filter': 'By status',
  'list.empty': 'No promotions yet',
  'list.emptyHint': 'Pick a goal and get three plans. It takes a minute.',
  'list.noMatch': 'No promotion matches',
  'list.noMatchHint': 'Try other words or another status.',
  'list.showAll': 'Show all',
  'list.untitled': 'Untitled promotion',
  'list.until': 'until {when}',
  'list.from': 'starts {when}',
  'list.endedOn': 'ended {when}',
  'list.cancelledOn': 'called off {when}',
  'list.saved': 'saved {when}',
}
