import { parseArgs } from 'node:util'
import type { Row, RunOptions } from './harness.ts'

/** What is measured, by name. */
export type Subjects = Record<string, { run(options: RunOptions): Promise<Row[] | undefined> }>

export interface Measured {
  rows: Row[]
  /** The rows of each subject that was asked for and has come to its end. */
  bySubject: Record<string, Row[]>
  /** Less of everything: not to be kept. */
  isQuick: boolean
}

/**
 * Runs the subjects that the command line asks for; with `--help` or a name that is none it ends the process.
 *
 * @param about the first lines of the help
 */
export async function measure(about: string, subjects: Subjects): Promise<Measured> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      folder: { type: 'string' },
      seconds: { type: 'string', default: '120' },
      help: { type: 'boolean' },
    },
  })
  const { quick = false, only = Object.keys(subjects), folder, seconds, help } = values
  const unknown = only.filter((name) => !(name in subjects))
  if (help || unknown.length > 0) {
    if (unknown.length > 0) console.error(`there is no subject ${unknown.join(', ')}\n`)
    console.log(`${about}

  --quick         less of everything: to see that it works, not to quote
  --only <name>   one of ${Object.keys(subjects).join(', ')}; may be given several times
  --folder <path> a subject that takes long (growth) stops after --seconds (120) and goes on there when run again`)
    process.exit(unknown.length > 0 ? 2 : 0)
  }
  const bySubject: Record<string, Row[]> = {}
  for (const name of only) {
    console.error(`${name} …`)
    const piece = folder ? { piece: { folder, seconds: Number(seconds) } } : {}
    const rows = await subjects[name]?.run({ quick, log: (line) => console.error(`  ${line}`), ...piece })
    if (rows) bySubject[name] = rows
    else console.error('  not at its end: run the same again')
  }
  return { rows: Object.values(bySubject).flat(), bySubject, isQuick: quick }
}
