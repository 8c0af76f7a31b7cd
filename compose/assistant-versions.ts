import type { Db } from 'mongodb'
import type { Assistant } from '../adapters/assistant/port.ts'
import { newest } from '../adapters/newest.ts'
import type { Duty } from '../domain/assistant-definition.ts'
import { activeCollection } from '../projections/active.ts'
import type { AssistantVersionRow } from '../projections/rows/assistants.ts'

/** An assistant with what it has to explain. */
export type Owing = Assistant & { duties: Duty[] }

const KEPT_VERSIONS = 500

/** Finds an assistant in one of its versions, undefined without it; as a version never changes, the newest asked for are kept. */
export function assistantVersions(db: Db): (assistantId: string, version: number) => Promise<Owing | undefined> {
  const kept = newest<Owing>(KEPT_VERSIONS)
  return async (assistantId, version) => {
    const id = `${assistantId}_${version}`
    const known = kept.get(id)
    if (known) return known
    const versions = await activeCollection<AssistantVersionRow>(db, 'assistant_versions')
    const found = await versions.findOne({ _id: id })
    if (!found) return undefined
    const assistant = { ...found.content, assistantId }
    kept.set(id, assistant)
    return assistant
  }
}
