import type { Lesson } from './lessons.ts'

export const lessons: readonly Lesson[] = [
  {
    slug: 'ask-well',
    title: 'Asking well',
    about: 'The same assistant answers differently depending on how you ask.',
    minutes: 3,
    sections: [
      {
        title: 'Who, what, how much',
        text: 'Say in one sentence who will read it, what you want and how long it may be. What you leave out, the assistant can only guess.',
        examples: {
          weak: 'Write a promotion text',
          strong:
            'Write two sentences for our regulars about the autumn latte promotion. The prize is a coffee; it runs until Sunday.',
        },
      },
      {
        title: 'One thing at a time',
        text: 'Split several questions. You get there faster when each question builds on the last answer.',
      },
      {
        title: 'Say why you do not like it',
        text: '“Shorter, politer, no exclamation marks” works better than “again”.',
      },
    ],
  },
  {
    slug: 'check-answers',
    title: 'Checking answers',
    about: 'Assistants can be wrong and sound right. Looking at the source is the best safeguard.',
    minutes: 3,
    sections: [
      {
        title: 'Open the numbers',
        text: 'A number beside an answer opens the passage that it rests on. Treat what has no number as unconfirmed.',
      },
      {
        title: 'Figures once more on the screen',
        text: 'Entries and costs name the screen that they come from. Open it before you decide anything important.',
      },
      {
        title: 'Health, taxes, law',
        text: 'Read them as general information, and decide with someone who answers for it: a doctor, a tax accountant, a lawyer. If health is urgent, 119 comes first.',
      },
    ],
  },
  {
    slug: 'make-assistant',
    title: 'Making your own assistant',
    about: 'Choosing the documents is half of the work.',
    minutes: 4,
    sections: [
      {
        title: 'Short, clear documents',
        text: 'One subject a document, with headings. Documents are cut at headings and paragraphs, so what has a heading is found better.',
        examples: {
          weak: 'A photograph of the menu',
          strong: 'A menu with headings: under “## Latte” its price, ingredients and allergens',
        },
      },
      {
        title: 'Use the words of customers',
        text: 'Customers do not ask for the “refund policy”; they ask “can I get my money back?” Write that down too.',
      },
      {
        title: 'Ask ten questions before publishing',
        text: 'Try the ten questions you hear most. Where nothing is found, add the answer to a document.',
      },
      {
        title: 'Not knowing is an answer',
        text: 'Instruct it to say so when the documents do not have the answer, and to give your phone number. Invented answers become fewer.',
      },
    ],
  },
  {
    slug: 'keep-safe',
    title: 'Keeping personal data safe',
    about: 'What to write, and what not.',
    minutes: 2,
    sections: [
      {
        title: 'What is masked by itself',
        text: 'Phone numbers, e-mail addresses, resident and card numbers are masked before they leave for a model, and stand in the answer again.',
      },
      {
        title: 'What is better left out',
        text: 'Do not write about customers’ health or families, which cannot be masked. Keep lists of customers out of documents.',
      },
      {
        title: 'Who may use it',
        text: 'Documents that not everybody may read, such as wages, belong to an assistant of their own, granted to people one by one.',
      },
    ],
  },
]
