import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EmbeddedServer } from '../cli.ts'
import { createAnswer, type Latency } from './answer.ts'
import { control } from './control.ts'
import { openDatabase } from './database.ts'
import { genieTv } from './genie-tv.ts'
import { instagram } from './instagram.ts'
import { kakao } from './kakao.ts'
import { naverBlog } from './naver-blog.ts'
import { nts } from './nts.ts'
import { ringobiz } from './ringobiz.ts'
import { createSandbox } from './sandbox.ts'
import { uridongneTv } from './uridongne-tv.ts'

const PARTNERS = [nts, instagram, kakao, naverBlog, uridongneTv, ringobiz, genieTv]

interface PartnersOptions {
  port: number
  /** A folder, or `:memory:`. */
  data: string
  /** How slow the partners are when no script says otherwise: a live demo shows movement, tests set 0. */
  latencyMs?: Latency
}

const LIVELY: Latency = { least: 150, most: 600 }
/** Containers and clips take about three calls' time to be processed. */
const PROCESSING_CALLS = 3

/** Starts the sandbox of all the outside APIs on one loopback port; its record survives a kill. */
export async function startPartners({ port, data, latencyMs = LIVELY }: PartnersOptions): Promise<EmbeddedServer> {
  const db = openDatabase(data)
  const sandbox = createSandbox(db, latencyMs.most * PROCESSING_CALLS)
  const answering = createAnswer(sandbox, PARTNERS, control(PARTNERS.map(({ name }) => name)), latencyMs)
  const server = createServer(answering.answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as AddressInfo).port
  sandbox.base = `http://127.0.0.1:${bound}`
  return {
    port: bound,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await Promise.all([closed, answering.stop()])
      db.close()
    },
  }
}
