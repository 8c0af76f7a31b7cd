import { MongoClient } from 'mongodb'
import { asLoad } from '../processes.ts'
import { type Cpu, measureCpu } from './cpu.ts'
import { timeAll } from './latencies.ts'

export interface MongoJob {
  url: string
  /** The server's process. */
  pid: number
  documents: number
  calls: number
}

export interface MongoResult {
  pointReads: Rate
  upserts: Rate
  bulkDocuments: number
  pageMs: number
}

/** Calls a second, and what one costs. */
interface Rate {
  rate: number
  cpu: Cpu
}

const AT_ONCE = 16
const BULK = 500
const SHOPS = 100
const PAGE = 20

interface Doc {
  _id: string
  merchantId: string
  position: number
  title: string
  body: string
}

const docOf = (n: number): Doc => ({
  _id: `row-${n}`,
  merchantId: `shop-${n % SHOPS}`,
  position: n,
  title: `가을맞이 이벤트 ${n}`,
  body: 'x'.repeat(250),
})

const shared = (calls: number) =>
  Array.from({ length: AT_ONCE }, (_, worker) =>
    Array.from({ length: Math.ceil(calls / AT_ONCE) }, (_unused, n) => n * AT_ONCE + worker),
  )

/** Reads and writes as read models do, with the official driver. */
await asLoad(async ({ url, pid, documents, calls }: MongoJob): Promise<MongoResult> => {
  const client = await new MongoClient(url).connect()
  const rows = client.db('bench').collection<Doc>('rows')
  await rows.createIndex({ merchantId: 1, position: -1 })
  const began = performance.now()
  for (let from = 0; from < documents; from += BULK)
    await rows.bulkWrite(
      Array.from({ length: BULK }, (_, n) => {
        const { _id, ...rest } = docOf(from + n)
        return { updateOne: { filter: { _id }, update: { $set: rest }, upsert: true } }
      }),
    )
  const bulkSeconds = (performance.now() - began) / 1000
  const rate = async (call: (n: number) => Promise<unknown>): Promise<Rate> => {
    const one = async (n: number) => `${(await call(n)) !== null}`
    // Made twice, and the second time counts: V8 has compiled by then what runs for days has compiled long since.
    await timeAll(shared(calls), one)
    const cpu = measureCpu(pid)
    const { latencies, seconds } = await timeAll(shared(calls), one)
    return { rate: latencies.length / seconds, cpu: cpu(latencies.length) }
  }
  const pointReads = await rate((n) => rows.findOne({ _id: `row-${(n * 7919) % documents}` }))
  const upserts = await rate((n) => {
    const { _id, ...rest } = docOf((n * 104_729) % (documents * 2))
    return rows.updateOne({ _id }, { $set: { ...rest, title: 'changed' } }, { upsert: true })
  })
  const pages = await timeAll([Array.from({ length: 500 }, (_, n) => n)], async (n) => {
    const found = rows
      .find({ merchantId: `shop-${n % SHOPS}` })
      .sort({ position: -1 })
      .limit(PAGE)
    return `${(await found.toArray()).length}`
  })
  await client.close()
  const sorted = pages.latencies.sort()
  return {
    pointReads,
    upserts,
    bulkDocuments: documents / bulkSeconds,
    pageMs: sorted[sorted.length >> 1] ?? Number.NaN,
  }
})
