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
  'entries.find': 'Find by phone number',
  'entries.showAll': 'Show all',
  'entries.found': 'Found this entry.',
  'entries.foundWon': 'Found: a winner, number {n} of the draw.',
  'entries.foundNotWon': 'Found: not among the winners.',
  'entries.foundUndrawn': 'Found. Winners have not been drawn yet.',
  'entries.foundErased': 'The personal data of this entry was erased.',
  'entries.missing': 'There is no such entry in this promotion.',
  'entries.missed': 'Nobody entered with {phone}.',
  'entries.missedHint': 'Whoever was erased cannot be found by the number.',
  'entries.erased': 'Erased',
  'entries.actions': 'Actions for {name}',
  'entries.erase': 'Erase personal data',
  'entries.eraseTitle': 'Erase the personal data of {name}?',
  'entries.eraseText':
    'Name and phone number are erased from every promotion of this shop. Nobody can bring them back.',
  'entries.eraseStays':
    'When the entry was made, where it came from, the counts and the results of draws stay, without a name. Who erased it and when is recorded.',
  'entries.eraseNoDraw': 'Where winners have not been drawn yet, this person is left out.',
  'entries.erasePrize': 'If there is a prize to hand over, do that first. Afterwards this person cannot be reached.',
  'entries.eraseWinner':
    'This person has won. If the prize is not handed over yet, do that first. Afterwards this person cannot be reached.',
  'entries.eraseDone': 'Personal data erased',
}
