import type { draw as ko } from '../ko/draw.ts'

/** Draw, in English. */
export const draw: Record<keyof typeof ko, string> = {
  'draw.title': 'Draw the winners',
  'draw.hint': 'Everyone of the {n} has the same chance.',
  'draw.count': 'How many winners?',
  'draw.countHint': 'From 1 to {most}',
  'draw.do': 'Draw {n} {n|winner|winners}',
  'draw.confirmTitle': 'Draw {n} {n|winner|winners} now?',
  'draw.confirmText': 'This can be done only once. Who won, and how they were drawn, stays on record for good.',
  'draw.done': '{n} {n|winner|winners} drawn',
  'draw.nobody': 'Nobody entered, so the promotion was closed',
  'draw.nobodyHint': 'Next time, show the address of the entry page in the shop and on more channels.',
  'draw.allErased': 'Everyone who entered was erased, so there is nobody to draw',
  'draw.waiting': 'The owner or staff have not drawn the winners yet.',
  'draw.winners': '{n} {n|winner|winners}',
  'draw.place': 'No. {n}',
  'draw.showPhone': 'Show number',
  'draw.copy': 'Copy all winners',
  'draw.fair': 'The random value that set the order is on record. Whoever draws again with it gets the same winners.',
  'draw.check': 'See the record of the draw',
  'draw.notAllowed': 'Only owner and staff may see the names and numbers of winners.',
}
