import type { consultation as ko } from '../ko/consultation.ts'

/** Consultations, in English. */
export const consultation: Record<keyof typeof ko, string> = {
  'consultation.title': 'Consultation report',
  'consultation.none': 'Not checked yet',
  'consultation.noneHint':
    'Looks in the conversation for everything that must be explained, and records the words as evidence.',
  'consultation.check': 'Check the conversation',
  'consultation.again': 'Check again',
  'consultation.checking': 'Reading the conversation.',
  'consultation.checked': '{n} {n|message|messages} read, {when}.',
  'consultation.allMet': 'Everything has been explained',
  'consultation.left': '{n} still to be explained: {names}',
  'consultation.met': 'Explained',
  'consultation.contradicted': 'Said otherwise',
  'consultation.missing': 'Not yet explained',
  'consultation.byAssistant': 'said by the assistant',
  'consultation.byPerson': 'said by the person advised',
  'consultation.byRules': 'found by its words',
  'consultation.byModel': 'judged by {model}',
  'consultation.complete': 'Complete the consultation',
  'consultation.completed': 'Completed. The evidence is kept for good.',
  'consultation.closed': 'completed {when}',
  'consultation.toTalk': 'Back to the conversation',
  'problem.NO_DUTIES': 'Nothing that must be explained is set for this assistant.',
}
