import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Heard, hearChat } from '../demo/chat.ts'
import { type Client, createClient } from '../demo/client.ts'
import type { Behaviour, ReceivedRequest } from '../embedded/ai-double/behaviour.ts'
import { type AiDouble, startAiDouble } from '../embedded/ai-double/server.ts'
import type { MessageRow } from '../projections/rows/conversations.ts'
import { isAlive, until } from './instance.ts'
import { mainProcess } from './main-process.ts'
import { openShop } from './shop.ts'

export const MERCHANT = 'pack-merchant'
type Message = Omit<MessageRow, '_id'> & { id: string }

/** An instance whose models are the double's, for the tests of one file. */
export interface ChatStage {
  origin: string
  shop: Client
  double: AiDouble
  /** What the double does with the next chat requests, in order; then it answers well. */
  next: Behaviour[]
  /** Chat requests that came since the test began. */
  asked(): ReceivedRequest[]
  kill(): Promise<void>
  start(): Promise<void>
  /** Says something, in a conversation or a new one; gives its id and who hears the reply. */
  say(text: string, conversationId?: string, options?: Saying): Promise<{ id: string; heard: Heard }>
  hear(id: string, from: number): Promise<Heard>
  view(id: string): Promise<{ messages: Message[]; live: number }>
  /** The newest reply once it is as wanted. */
  reply(id: string, wanted: (reply: Message) => unknown): Promise<Message>
}

/** Who says something, and to which assistant; the shop's owner and the merchant assistant where nothing is said of it. */
interface Saying {
  client?: Client
  assistantId?: string
}

const START_MS = 120_000

/** @param settings beside those that lead to the double */
export function useChatStage(settings: (double: AiDouble) => Record<string, string> = () => ({})): ChatStage {
  const stage = { next: [] as Behaviour[] } as ChatStage
  const main = mainProcess()
  const open = new Set<Heard>()
  let data = ''
  let seen = 0
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    const all = main.pids()
    await main.end((child) => child.kill(signal))
    await until(async () => all.every((pid) => !isAlive(pid)), 'the end of its servers')
  }
  const start = async () => {
    stage.origin = (await main.start({ ...settingsOf(data, stage.double), ...settings(stage.double) })).origin
    if (stage.shop) stage.shop = Object.assign(createClient(stage.origin), { token: stage.shop.token })
  }
  Object.assign(stage, { kill, start }, talk(stage, open))
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'madang-chat-'))
    const behave = (request: ReceivedRequest): Behaviour =>
      (isChat(request) ? stage.next.shift() : undefined) ?? { kind: 'answer' }
    stage.double = await startAiDouble({ port: 0, behave })
    stage.asked = () => stage.double.requests.slice(seen).filter(isChat)
    await start()
    stage.shop = await openShop(stage.origin)
    await until(async () => (await stage.shop.get('/api/v1/catalogue')).body.items.length > 0, 'the assistants')
  }, START_MS)
  beforeEach(() => {
    hangUp(open)
    stage.next.length = 0
    seen = stage.double.requests.length
  })
  afterAll(async () => {
    hangUp(open)
    await kill('SIGINT')
    await stage.double?.stop()
    await rm(data, { recursive: true, force: true })
  }, START_MS)
  return stage
}

const isChat = ({ path }: ReceivedRequest) => /messages|completions/.test(path)

const settingsOf = (data: string, { anthropicUrl, openAiUrl }: AiDouble): Record<string, string> => ({
  ...{ PORT: '0', MADANG_DATA: data, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false' },
  ...{ MADANG_CALLS_PER_MINUTE: '100000', MADANG_PUBLIC_CALLS_PER_MINUTE: '100000' },
  ...{ ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: anthropicUrl },
  ...{ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: openAiUrl, OPENAI_MODEL: 'gpt-6-luna' },
})

function hangUp(open: Set<Heard>): void {
  for (const heard of open) heard.close()
  open.clear()
}

/** What people do on a stage; who hears a reply is among the `open` ones. */
function talk(stage: ChatStage, open: Set<Heard>): Pick<ChatStage, 'hear' | 'view' | 'say' | 'reply'> {
  const hear = async (id: string, from: number, { token = '' }: Client = stage.shop) => {
    const heard = await hearChat(stage.origin, token, id, from)
    open.add(heard)
    return heard
  }
  const view = async (id: string, client = stage.shop) => (await client.get(`/api/v1/conversations/${id}`)).body
  return {
    hear,
    view,
    say: async (text, conversationId, { client = stage.shop, assistantId = MERCHANT } = {}) => {
      const to = conversationId ? { conversationId } : { assistantId }
      const { body } = await client.command('send-chat-message', { ...to, text })
      await client.get(`/api/v1/conversations/${body.id}?min-position=${body.position}`)
      const number = conversationId ? (await view(body.id, client)).conversation.turn : 1
      return { id: body.id, heard: await hear(body.id, number * 100_000, client) }
    },
    reply: (id, wanted) =>
      until(async () => {
        const reply: Message | undefined = (await view(id)).messages.at(-1)
        return reply?.by === 'assistant' && wanted(reply) ? reply : undefined
      }, 'the reply'),
  }
}
