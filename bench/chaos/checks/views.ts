import type { Db } from 'mongodb'
import type { EventStore } from '../../../adapters/event-store/event-store.ts'
import { compareWithRebuild } from '../../../projections/rebuild.ts'
import type { View } from '../../../projections/view.ts'

const SHOWN = 3

/** Views against a fresh rebuild of each from the whole history. */
export async function checkViews(views: readonly View[], from: { db: Db; eventStore: EventStore }): Promise<string[]> {
  const findings: string[] = []
  for (const view of views) {
    const { equal, differences } = await compareWithRebuild({ ...from, view })
    const some = JSON.stringify(differences.slice(0, SHOWN))
    if (!equal) findings.push(`view ${view.name} differs from its rebuild: ${some}`)
  }
  return findings
}
