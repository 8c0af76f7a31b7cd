import type { Problem } from '../api/answer.ts'
import { ApiProblem } from '../api/problem.ts'

/** What may be given to an assistant, by the endings of names. */
export const ACCEPTED = '.pdf,.md,.markdown,.txt,.html,.htm,.csv,.docx'
export const MAX_BYTES = 20 * 1024 * 1024

/**
 * Sends a file as it is, and tells how much of it has gone.
 *
 * @returns its hash, which a command then names
 * @throws ApiProblem
 */
export function upload(file: File, onProgress: (percent: number) => void): Promise<{ hash: string }> {
  if (file.size > MAX_BYTES) throw new ApiProblem({ title: 'Too large', status: 413, code: 'DOCUMENT_TOO_LARGE' })
  // fetch cannot tell how much has been sent.
  const request = new XMLHttpRequest()
  request.open('POST', `/api/v1/documents?name=${encodeURIComponent(file.name)}`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.responseType = 'json'
  request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((loaded / total) * 100))
  return new Promise((resolve, reject) => {
    request.onload = () => {
      if (request.status === 201) resolve(request.response as { hash: string })
      else reject(new ApiProblem(problemOf(request)))
    }
    request.onerror = () => reject(new ApiProblem({ title: 'No connection', status: 0, code: 'NETWORK' }))
    request.send(file)
  })
}

function problemOf({ response, status }: XMLHttpRequest): Problem {
  const known = response as Problem | null
  return known?.code ? known : { title: 'Upload failed', status, code: 'UNEXPECTED' }
}
