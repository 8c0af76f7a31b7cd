import { type Heard, hasEnded, hearChat } from '../chat.ts'
import { check, type Day, type Step } from '../step.ts'

const ASSISTANT = 'pack-merchant'
const MOST_CHARS = 110

/** Says something and waits for the whole reply; gives it with the time to its first word. */
export async function say(day: Day, text: string): Promise<{ heard: Heard; first: number }> {
  const { origin, shop, conversationId: before } = day
  const at = performance.now()
  const to = before ? { conversationId: before } : { assistantId: ASSISTANT }
  const { body } = await shop.command('send-chat-message', { ...to, text })
  const conversationId: string = body.id
  day.conversationId = conversationId
  const path = `/api/v1/conversations/${conversationId}?min-position=${body.position}`
  const { conversation } = (await shop.get(path)).body
  const heard = await hearChat(origin, shop.token ?? '', conversationId, conversation.turn * 100_000)
  await heard.until(hasEnded).finally(() => heard.close())
  return { heard, first: (heard.firstTextAt ?? Number.NaN) - at }
}

const line = ({ heard, first }: { heard: Heard; first: number }) => {
  const text = heard.text().replaceAll(/\s+/g, ' ')
  const end = heard.pieces.at(-1)?.end
  const who = end?.offline ? 'offline assistant' : 'a model'
  const seen = end?.sources.map(({ href }) => href).join(', ')
  return `first word ${first.toFixed(0)} ms, ${who}; seen at ${seen}; “${text.slice(0, MOST_CHARS)}…”`
}

const askToday: Step = [
  'The assistant is asked how many entered today, and from where',
  async (day) => {
    const answer = await say(day, '오늘 몇 명 참여했어? 어느 채널에서?')
    check(/\d+명/.test(answer.heard.text()), `there is no figure in “${answer.heard.text()}”`)
    return line(answer)
  },
]

const askBest: Step = [
  'And which promotion paid best',
  async (day) => line(await say(day, '어떤 이벤트가 가장 남는 장사였어?')),
]

const askDraft: Step = [
  'A draft for Chuseok becomes a promotion when the merchant says so',
  async (day) => {
    const answer = await say(day, '추석 이벤트 초안 만들어 줘')
    const draft = answer.heard.pieces.at(-1)?.end?.draft as { purpose: string; title: string } | undefined
    if (!draft) throw new Error('there is no draft in the reply')
    const { purpose, ...content } = draft
    const made = await day.shop.command('create-promotion', { purpose })
    await day.shop.command('revise-promotion', { promotionId: made.body.id, ...content })
    const replyId = answer.heard.pieces.at(-1)?.replyId
    const { conversationId } = day
    await day.shop.command('accept-proposal', { conversationId, replyId, promotionId: made.body.id })
    return `“${draft.title}”; ${line(answer)}`
  },
]

const giveFeedback: Step = [
  'The answer is told to have helped',
  async ({ shop, conversationId }) => {
    const { messages } = (await shop.get(`/api/v1/conversations/${conversationId}`)).body
    const replyId = messages.at(-1).id
    const { body } = await shop.command('give-feedback', { conversationId, replyId, helpful: true })
    const { items } = (await shop.get(`/api/v1/assistant-results?min-position=${body.position}`)).body
    check(items[0]?.helpful === 1, 'the opinion should be counted')
    return `${items[0].completed} answers by ${items[0].model}, 1 helpful`
  },
]

export const chatSteps = [askToday, askBest, askDraft, giveFeedback]
