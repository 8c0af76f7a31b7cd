import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from './crowd/calls.ts'
import type { Crowd } from './crowd.ts'
import { familyOf, type Sample, sample } from './processes.ts'

/** What was seen in one phase. */
export interface Phase {
  calls: Call[]
  samples: Sample[]
  seconds: number
  people: number
  /** Rows that came over live streams. */
  rows: number
  /** The crowd's own share of a core, and how late its timers were (p99, milliseconds). */
  crowdCpu: number
  crowdLateMs: number
}

const SAMPLE_MS = 1_000

/** Looks on for that long, while `work` is done, and gives what happened. */
export async function watch(
  crowd: Crowd,
  appPid: number,
  seconds: number,
  work: () => Promise<unknown> = async () => {},
): Promise<Phase> {
  const family = familyOf(appPid)
  const samples: Sample[] = []
  const before = await crowd.tell()
  const began = performance.now()
  const timer = setInterval(() => samples.push(...sample(family)), SAMPLE_MS)
  try {
    await Promise.all([delay(seconds * 1_000), work()])
  } finally {
    clearInterval(timer)
  }
  const { calls, people, rows, cpu, lateMs } = await crowd.tell()
  return {
    calls,
    samples,
    seconds: (performance.now() - began) / 1_000,
    people,
    rows: rows - before.rows,
    crowdCpu: cpu,
    crowdLateMs: lateMs,
  }
}
