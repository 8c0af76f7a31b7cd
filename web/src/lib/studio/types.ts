/** What an assistant has to have explained before a consultation counts as complete. */
export interface Duty {
  dutyId: string
  title: string
  text: string
  by: 'assistant' | 'person'
  phrases: string[][]
}

/** One version of an assistant. */
export interface Version {
  version: number
  name: string
  description: string
  instructions: string
  starters: string[]
  modelPreference: string[]
  tools: string[]
  hooks: string[]
  duties: Duty[]
  knowledgeIds: string[]
}

export interface KnowledgeItem {
  id: string
  title: string
  mime: string
  bytes: number
  status: 'reading' | 'indexing' | 'ready' | 'refused'
  percent: number
  addedAt: string
  passages?: number
  model?: string
  note?: { code: string; read: number; of: number }
  code?: string
  reason?: string
}

export interface AssistantSummary {
  id: string
  pack: boolean
  updatedAt: string
  name: string
  description: string
  version: number
  publishedVersion?: number
  documents: number
  refused: number
}

export interface AssistantDetail {
  id: string
  pack: boolean
  createdAt: string
  updatedAt: string
  latest: Version
  published?: Version & { at: string }
  versions: { version: number; at: string; why: string; name: string }[]
  documents: KnowledgeItem[]
  readers: string[]
}

export interface Passage {
  id: string
  assistantId: string
  documentId: string
  documentTitle: string
  n: number
  text: string
  heading?: string
  page?: number
  before?: string
  after?: string
}

/** Whether a document is still on its way. */
export const isUnderWay = ({ status }: KnowledgeItem): boolean => status === 'reading' || status === 'indexing'

/** A piece of what the newest version answers in the test console. */
export type Tried =
  | { kind: 'passages'; items: Passage[] }
  | { kind: 'step'; step: string }
  | { kind: 'text'; text: string }
  | { kind: 'end'; offline?: string; usage?: { model: string }; code?: string }
  | { kind: 'problem'; code: string }
