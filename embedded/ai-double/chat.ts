/** What the double makes of a chat in either provider's shape. */
export interface Heard {
  system: string
  /** What people asked, the newest last. */
  questions: string[]
  /** What tools answered since the newest question. */
  results: string[]
}

type Message = { role: string; content?: unknown }
type Block = { type?: string; text?: string; content?: unknown }

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return (content as Block[]).map(({ text }) => text ?? '').join('')
}

/** Reads a request of chat completions or of the Messages API. */
export function hear(body: Record<string, unknown>): Heard {
  const messages = (body.messages ?? []) as Message[]
  const heard: Heard = { system: textOf(body.system), questions: [], results: [] }
  for (const { role, content } of messages) {
    const blocks = Array.isArray(content) ? (content as Block[]) : []
    const results = blocks.filter(({ type }) => type === 'tool_result').map((block) => textOf(block.content))
    if (role === 'system' || role === 'developer') heard.system += textOf(content)
    else if (role === 'tool') heard.results.push(textOf(content))
    else if (results.length > 0) heard.results.push(...results)
    else if (role === 'user') {
      heard.questions.push(textOf(content))
      heard.results = []
    }
  }
  return heard
}

const PASSAGE = /^\s*\[(\d{1,3})\]\s*(.+)$/gm
const MOST_CHARS = 160
const HANGUL = /[가-힣]/
const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9가-힣]{2,}/g) ?? [])

/** The line `[n] …` of what was handed in that shares the most beginnings of words with the question. */
function bestPassage(text: string, question: string): string | undefined {
  const asked = [...wordsOf(question)].map((word) => word.slice(0, 2))
  const ranked = [...text.matchAll(PASSAGE)]
    .map(([, n, passage = '']) => ({ n, passage, hits: asked.filter((word) => passage.includes(word)).length }))
    .sort((a, b) => b.hits - a.hits)
  const [best] = ranked
  return best && `${best.passage.slice(0, MOST_CHARS)} [${best.n}]`
}

/**
 * An answer made of the history, the tools' answers and the passages that came with the question, so that a test can
 * see in the reply what the request held.
 */
export function chatAnswer({ system, questions, results }: Heard): string {
  const question = questions.at(-1) ?? ''
  const earlier = questions.slice(0, -1).map((text) => text.slice(0, MOST_CHARS))
  const passage = bestPassage([system, question, ...results].join('\n'), question)
  const korean = HANGUL.test(question)
  const said = (ko: string, en: string) => (korean ? ko : en)
  const quoted = (texts: string[]) => texts.map((text) => `“${text}”`).join(', ')
  return [
    said(`“${question.slice(0, MOST_CHARS)}”에 답해 드릴게요.`, `About “${question.slice(0, MOST_CHARS)}”:`),
    earlier.length > 0
      ? said(`앞서 ${quoted(earlier)} 하고 말씀하셨어요.`, `Before that you said ${quoted(earlier)}.`)
      : '',
    results.length > 0
      ? said(`찾아본 값은 ${results.join(' / ')}이에요.`, `What I looked up: ${results.join(' / ')}.`)
      : '',
    passage ? said(`자료에는 이렇게 있어요: ${passage}`, `The documents say: ${passage}`) : '',
    said('더 궁금한 점이 있으면 말씀해 주세요.', 'Ask me if anything is unclear.'),
  ]
    .filter(Boolean)
    .join(' ')
}
