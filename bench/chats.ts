import { setTimeout as delay } from 'node:timers/promises'
import { type Heard, hasEnded, hearChat } from '../demo/chat.ts'
import { createClient } from '../demo/client.ts'
import type { Behaviour } from '../embedded/ai-double/behaviour.ts'
import { startAiDouble } from '../embedded/ai-double/server.ts'
import { percentile, type Row, type RunOptions, row } from './harness.ts'
import { openStand, type Stand } from './stand.ts'

const CHATS = 200
const TEXT = '어제는 열두 명이 참여했고 인스타그램에서 가장 많이 왔어요. '.repeat(16)
/** About four seconds of a model that speaks at a usual pace, so that all of them stream at once. */
const SPOKEN: Behaviour = { kind: 'answer', text: TEXT, chunkChars: 8, chunkMs: 50 }
const GREETED: Behaviour = { kind: 'answer', text: '네.' }
const ASSISTANT = 'pack-merchant'
const END_MS = 110_000

/** Many chats at once: how long each waits for the first word, and whether every word comes. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  let behaviour = GREETED
  const double = await startAiDouble({ port: 0, behave: () => behaviour })
  const stand = await openStand()
  const app = await stand.app({
    ...{ ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: double.anthropicUrl },
    // A stream takes one of the calls at once for as long as it lasts.
    AI_CALLS_AT_ONCE: String(2 * CHATS),
  })
  const chats = quick ? 20 : CHATS
  const open: Heard[] = []
  try {
    const clients = await Promise.all(Array.from({ length: chats }, (_, n) => signedIn(stand, app.origin, n)))
    await installed(clients[0] as Client)
    log(`${chats} conversations begin`)
    for (const client of clients) open.push(await begun(app.origin, client))
    log(`${chats} at once`)
    behaviour = SPOKEN
    const asked = await Promise.all(clients.map((client, n) => ask(client, open[n] as Heard)))
    await Promise.all(open.map((heard) => heard.until(hasEnded, END_MS)))
    const took = performance.now() - Math.min(...asked)
    const first = open.map(({ firstTextAt = Number.NaN }, n) => firstTextAt - (asked[n] ?? 0))
    const pieces = open.reduce((sum, heard) => sum + heard.pieces.length, 0)
    const broken = open.filter((heard) => heard.text() !== TEXT).length
    return [
      row(`first word of a reply, ${chats} chats streaming at once, p50`, percentile(first, 0.5), 'ms'),
      row(
        `first word of a reply, ${chats} chats streaming at once, p99`,
        percentile(first, 0.99),
        'ms',
        {},
        'limited by the thread of the application: about 7 ms a chat up to there',
      ),
      row('replies that did not come whole and in order', broken, 'replies', { atMost: 0 }),
      row(
        'pieces of replies, written down and pushed',
        pieces / (took / 1000),
        'pieces/s',
        {},
        'a crowd gets longer pieces less often',
      ),
      row('the last reply is whole after', took / 1000, 's', {}, 'the model itself speaks for four'),
    ]
  } finally {
    for (const heard of open) heard.close()
    await app.stop()
    await stand.stop()
    await double.stop()
  }
}

type Client = ReturnType<typeof createClient> & { conversationId: string }

async function signedIn(stand: Stand, origin: string, n: number): Promise<Client> {
  const token = await stand.token({ merchantId: `shop-${n % 50}`, accountId: `person-${n}` })
  return Object.assign(createClient(origin), { token, conversationId: '' })
}

/** The ready-made assistants are installed while the application starts. */
async function installed(client: Client): Promise<void> {
  const isThere = async () =>
    ((await client.get('/api/v1/catalogue')).body.items as { id: string }[]).some(({ id }) => id === ASSISTANT)
  while (!(await isThere())) await delay(100)
}

/** A conversation that has had its first reply, with its stream open, as it is on somebody's screen. */
async function begun(origin: string, client: Client): Promise<Heard> {
  const { body } = await client.command('send-chat-message', { assistantId: ASSISTANT, text: '안녕하세요' })
  client.conversationId = body.id
  const { live } = (await client.get(`/api/v1/conversations/${body.id}?min-position=${body.position}`)).body
  const heard = await hearChat(origin, client.token ?? '', body.id, live >= 199_999 ? 100_000 : live)
  await heard.until(hasEnded)
  const path = `/api/v1/conversations/${body.id}`
  while ((await client.get(path)).body.conversation.writing) await delay(20)
  Object.assign(heard, { pieces: [], firstTextAt: undefined })
  return heard
}

/** Asks in a conversation; gives when. */
async function ask({ command, conversationId }: Client, heard: Heard): Promise<number> {
  heard.pieces.length = 0
  const at = performance.now()
  await command('send-chat-message', { conversationId, text: '어제 몇 명 참여했어? 어느 채널에서?' })
  return at
}
