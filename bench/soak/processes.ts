import { readdirSync, readFileSync } from 'node:fs'

/** What one process had at one moment (Linux). */
export interface Sample {
  name: string
  pid: number
  /** Milliseconds since 1970. */
  at: number
  /** Resident memory, MiB. */
  mib: number
  /** Time on a core since its start, milliseconds. */
  cpuMs: number
}

const TICK_MS = 10

function statOf(pid: number): { parent: number; cpuMs: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/** The process and its children, by what they are: `app`, `eventstore`, `mongo` … */
export function familyOf(pid: number): Map<string, number> {
  const family = new Map([['app', pid]])
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || statOf(Number(entry))?.parent !== pid) continue
    const name = /embedded\/(\w+)\//.exec(readFileSync(`/proc/${entry}/cmdline`, 'utf8'))?.[1]
    if (name) family.set(name, Number(entry))
  }
  return family
}

/** Looks at each process. */
export function sample(family: ReadonlyMap<string, number>): Sample[] {
  const at = Date.now()
  return [...family].flatMap(([name, pid]) => {
    const stat = statOf(pid)
    if (!stat) return []
    const mib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
    return [{ name, pid, at, mib, cpuMs: stat.cpuMs }]
  })
}
