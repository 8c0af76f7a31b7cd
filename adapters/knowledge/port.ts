import type { Role } from '../../domain/kernel.ts'

/** A passage that was found, with where it stands. */
export interface PassageHit {
  passageId: string
  documentId: string
  documentTitle: string
  /** Its place in the document, from 1. */
  n: number
  text: string
  page?: number
  heading?: string
  /** Comparable within one answer only. */
  score: number
}

/** A question to an assistant's documents, and on whose behalf. */
export interface PassageQuery {
  merchantId: string
  accountId: string
  role: Role
  assistantId: string
  text: string
  limit: number
  /** Asks the newest version instead of the published one; only for those who make the assistant. */
  draft?: boolean
}

/** Finds passages. What the asker may not see is never looked at: the bounds are part of the search itself. */
export interface Retriever {
  search(query: PassageQuery, signal: AbortSignal): Promise<PassageHit[]>
}

/** What one question may look at: it is decided before anything is searched. */
export interface Scope {
  /** Whose the assistant is; not always the asker's own shop. */
  merchantId: string
  assistantId: string
  documentIds: string[]
  /** Model of these documents' vectors. */
  model: string | undefined
  /** Changes with the documents, so that what is kept of them can be told to be stale. */
  stamp: number
}

/** What the asker may look at; undefined when that is nothing. */
export type ScopeOf = (query: Omit<PassageQuery, 'text' | 'limit'>) => Promise<Scope | undefined>

/** Vectors for texts, by the model that is named or the preferred one; throws when that model does not answer. */
export type Embed = (
  texts: readonly string[],
  about: { merchantId: string; assistantId: string; accountId?: string },
  signal: AbortSignal,
  model?: string,
) => Promise<{ vectors: Float32Array[]; model: string }>
