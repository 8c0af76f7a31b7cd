import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Heard, hearChat } from '../demo/chat.ts'
import { type Client, createClient } from '../demo/client.ts'
import { runMain } from '../demo/instance.ts'
import type { Behaviour, ReceivedRequest } from '../embedded/ai-double/behaviour.ts'
import { type AiDouble, startAiDouble } from '../embedded/ai-double/server.ts'
import type { MessageRow } from '../projections/rows/conversations.ts'
import { childrenOf, isAlive, until } from './instance.ts'
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
  const open = new Set<Heard>()
  let child: ChildProcess | undefined
  let data = ''
  let seen = 0
  const start = async () => {
    const running = runMain({
      ...{ PORT: '0', MADANG_DATA: data, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false' },
      ...{ MADANG_CALLS_PER_MINUTE: '100000', MADANG_PUBLIC_CALLS_PER_MINUTE: '100000' },
      ...{ ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: stage.double.anthropicUrl },
      ...{ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: stage.double.openAiUrl, OPENAI_MODEL: 'gpt-6-luna' },
      ...settings(stage.double),
    })
    child = running.child
    stage.origin = (await running.ready).origin
    if (stage.shop) stage.shop = Object.assign(createClient(stage.origin), { token: stage.shop.token })
  }
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const all = childrenOf(child.pid ?? -1)
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    await until(async () => all.every((pid) => !isAlive(pid)), 'the end of its servers')
  }
  const hear = async (id: string, from: number, { token = '' }: Client = stage.shop) => {
    const heard = await hearChat(stage.origin, token, id, from)
    open.add(heard)
    return heard
  }
  const view = async (id: string, client = stage.shop) => (await client.get(`/api/v1/conversations/${id}`)).body
  const say: ChatStage['say'] = async (text, conversationId, { client = stage.shop, assistantId = MERCHANT } = {}) => {
    const to = conversationId ? { conversationId } : { assistantId }
    const { body } = await client.command('send-chat-message', { ...to, text })
    await client.get(`/api/v1/conversations/${body.id}?min-position=${body.position}`)
    const number = conversationId ? (await view(body.id, client)).conversation.turn : 1
    return { id: body.id, heard: await hear(body.id, number * 100_000, client) }
  }
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'madang-chat-'))
    const isChat = ({ path }: ReceivedRequest) => /messages|completions/.test(path)
    const behave = (request: ReceivedRequest): Behaviour =>
      (isChat(request) ? stage.next.shift() : undefined) ?? { kind: 'answer' }
    stage.double = await startAiDouble({ port: 0, behave })
    Object.assign(stage, { kill, start, say, hear, view })
    stage.asked = () => stage.double.requests.slice(seen).filter(isChat)
    stage.reply = (id, wanted) =>
      until(async () => {
        const { messages } = await view(id)
        const reply = messages.at(-1)
        return reply?.by === 'assistant' && wanted(reply) ? reply : undefined
      }, 'the reply')
    await start()
    stage.shop = await openShop(stage.origin)
    await until(async () => (await stage.shop.get('/api/v1/catalogue')).body.items.length > 0, 'the assistants')
  }, START_MS)
  beforeEach(() => {
    for (const heard of open) heard.close()
    open.clear()
    stage.next.length = 0
    seen = stage.double.requests.length
  })
  afterAll(async () => {
    for (const heard of open) heard.close()
    await kill('SIGINT')
    await stage.double?.stop()
    await rm(data, { recursive: true, force: true })
  }, START_MS)
  return stage
}
