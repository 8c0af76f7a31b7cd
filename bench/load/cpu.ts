import { readFileSync } from 'node:fs'

/** CPU time of both ends of a connection, in microseconds a call. */
export interface Cpu {
  client: number
  server: number
}

/** Linux counts it in hundredths of a second. */
const TICK_US = 10_000

/** Begins to measure; what it returns tells of so many calls. Where there is no `/proc`, the server's part is NaN. */
export function measureCpu(serverPid: number): (calls: number) => Cpu {
  const before = { client: process.cpuUsage(), server: cpuOf(serverPid) }
  return (calls) => {
    const { user, system } = process.cpuUsage(before.client)
    return { client: (user + system) / calls, server: (cpuOf(serverPid) - before.server) / calls }
  }
}

function cpuOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  // The name of the program, in parentheses, may hold spaces; user and system time are the 14th and 15th field.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * TICK_US
}

/** What to say of it beside a figure. */
export const cpuNote = ({ client, server }: Cpu, call: string): string =>
  `CPU ${call}: official client ${Math.round(client)} µs, server ${Math.round(server)} µs`
