import {
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
} from '@modelcontextprotocol/server'
import type { CallApi } from './tool.ts'

/** One document, or with `{id}` in its address one for every id. */
export interface Document {
  uri: string
  name: string
  title: string
  description: string
  /** Address in our API, with `{id}` where the document's has it. */
  path: string
}
export type Documents = readonly Document[]

const ID = '{id}'
const MIME = 'application/json'

export const listDocuments = (documents: Documents): ListResourcesResult => ({
  resources: documents
    .filter(({ uri }) => !uri.includes(ID))
    .map(({ path: _, ...document }) => ({ ...document, mimeType: MIME })),
})

export const listTemplates = (documents: Documents): ListResourceTemplatesResult => ({
  resourceTemplates: documents
    .filter(({ uri }) => uri.includes(ID))
    .map(({ path: _, uri, ...document }) => ({ ...document, uriTemplate: uri, mimeType: MIME })),
})

/** Reads a document as the person. Throws ResourceNotFoundError, or ProtocolError with our own code in its words. */
export async function readDocument(
  documents: Documents,
  uri: string,
  callApi: CallApi,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  const path = pathOf(documents, uri)
  if (path === undefined) throw new ResourceNotFoundError(uri)
  const answer = await callApi({ method: 'GET', path }, signal)
  if (answer.status === 404) throw new ResourceNotFoundError(uri)
  if (answer.status >= 400) {
    const { code = 'INTERNAL', detail = '' } = JSON.parse(answer.text) as { code?: string; detail?: string }
    throw new ProtocolError(ProtocolErrorCode.InternalError, `${code}: ${detail}`)
  }
  return { contents: [{ uri, mimeType: MIME, text: answer.text }] }
}

function pathOf(documents: Documents, uri: string): string | undefined {
  for (const document of documents) {
    const [before = '', after] = document.uri.split(ID)
    if (after === undefined && uri === before) return document.path
    if (after === undefined || !uri.startsWith(before) || !uri.endsWith(after)) continue
    const id = uri.slice(before.length, uri.length - after.length)
    if (/^[\w-]{1,64}$/.test(id)) return document.path.replace(ID, id)
  }
  return undefined
}
