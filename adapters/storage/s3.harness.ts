import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** An S3 bucket for tests: PUT, GET, HEAD and DELETE of objects, each call's signature checked (AWS Signature Version 4). */
export interface S3Double {
  url: string
  /** What is kept, by path. */
  objects: Map<string, { bytes: Buffer; mime: string }>
  stop(): Promise<void>
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest()

/** Whether the call was signed with the secret, over its method, path, query, named headers and body. */
function isSigned(request: IncomingMessage, body: Buffer, accessKey: string, secretKey: string): boolean {
  const { headers, method = '', url = '' } = request
  const parts = /Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})/.exec(
    headers.authorization ?? '',
  )
  const [, key, scope = '', names = '', signature = ''] = parts ?? []
  const claimed = String(headers['x-amz-content-sha256'] ?? '')
  const isBody = claimed === 'UNSIGNED-PAYLOAD' || claimed === sha256(body)
  if (key !== accessKey || !isBody) return false
  const { pathname, searchParams } = new URL(url, 'http://s3')
  searchParams.sort()
  const lines = names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`)
  const canonical = [method, pathname, searchParams.toString(), lines.join(''), names, claimed].join('\n')
  const [date = '', region = '', service = '', end = ''] = scope.split('/')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const signing = hmac(hmac(hmac(hmac(`AWS4${secretKey}`, date), region), service), end)
  return timingSafeEqual(hmac(signing, toSign), Buffer.from(signature, 'hex'))
}

/** Starts it on a free port. */
export async function startS3Double(accessKey: string, secretKey: string): Promise<S3Double> {
  const objects: S3Double['objects'] = new Map()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const answer = (status: number, bytes: Buffer | string = '', headers: Record<string, string> = {}) =>
      response.writeHead(status, headers).end(bytes)
    const refusal = (status: number, code: string) => answer(status, `<Error><Code>${code}</Code></Error>`)
    if (!isSigned(request, body, accessKey, secretKey)) return refusal(403, 'SignatureDoesNotMatch')
    const path = request.url ?? ''
    if (request.method === 'PUT') {
      objects.set(path, { bytes: body, mime: request.headers['content-type'] ?? '' })
      return answer(200, '', { etag: `"${sha256(body).slice(0, 32)}"` })
    }
    if (request.method === 'DELETE') {
      objects.delete(path)
      return answer(204)
    }
    const object = objects.get(path)
    if (!object) return refusal(404, 'NoSuchKey')
    const headers = { 'content-type': object.mime, 'content-length': String(object.bytes.length) }
    return answer(200, request.method === 'HEAD' ? '' : object.bytes, headers)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/madang`,
    objects,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
