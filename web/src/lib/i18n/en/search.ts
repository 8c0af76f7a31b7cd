import type { search as ko } from '../ko/search.ts'

/** Search over everything, in English. */
export const search: Record<keyof typeof ko, string> = {
  'search.title': 'Search everything',
  'search.placeholder': 'Promotions, assistants, screens',
  'search.placeholderWorker': 'Promotion, phone number, screen',
  'search.screens': 'Screens',
  'search.found': '{n} {n|result|results}. Choose with the arrow keys.',
  'search.none': 'Nothing matches “{words}”',
  'search.noneHint':
    'Try a shorter word. Conversations and names of entrants are sealed, so they are not searched here.',
  'search.noneByPhone': 'An entrant is found by the whole phone number.',
  'search.won': 'Winner',
  'search.documents': 'Documents',
  'search.documentOf': 'Document of {name}',
  'search.reading': 'Document of {name} · not read yet',
  'search.assistant': 'An assistant you can ask',
}
