import { aggregates } from '../domain/index.ts'
import type { Aggregate, EventSpec } from '../domain/kernel.ts'
import { isInternal, isPersonal } from '../domain/kernel.ts'
import { sagas } from '../sagas/sagas.ts'
import { sagaDiagram } from './saga-diagram.ts'

const ABOUT = `# Catalogue

Every aggregate with its events and commands, and every saga, as the code has them. Made by \`npm run docs\`; a test fails
while it is not what the code says. *Personal* fields are encrypted in the log; they and *internal* ones never leave on the integrators' subjects.`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function fieldsOf({ schema }: EventSpec): string {
  const fields = Object.entries(schema.shape).map(([name, field]) =>
    isPersonal(field) ? `${name} *(personal)*` : isInternal(field) ? `${name} *(internal)*` : name,
  )
  return fields.join(', ')
}

function chapterOf({ name, events, commands }: Aggregate): string {
  const eventRows = Object.entries(events).map(([type, spec]) => [
    type,
    `${spec.v}`,
    spec.public ? 'yes' : 'no',
    fieldsOf(spec),
  ])
  const commandRows = Object.entries(commands).map(([type, { roles, summary }]) => [type, roles.join(', '), summary])
  return [
    `## ${name}`,
    `Stream \`${name}-<id>\``,
    table(['event', 'version', 'integrators', 'fields'], eventRows),
    table(['command', 'sent by', 'does'], commandRows),
  ].join('\n\n')
}

const sagaChapters = () =>
  sagas.map((saga) =>
    [
      `## Saga ${saga.name}, version ${saga.version}`,
      `Hears ${Object.keys(saga.routes).join(', ')}.`,
      `\`\`\`mermaid\n${sagaDiagram(saga)}\n\`\`\``,
    ].join('\n\n'),
  )

/** What happens and what may be asked for, as Markdown. */
export const catalogue = (): string => `${[ABOUT, ...aggregates.map(chapterOf), ...sagaChapters()].join('\n\n')}\n`
