/** The data of whole server-sent messages in what has come so far, and what is left for the rest of the next one. */
export function messagesIn<T>(text: string): { messages: T[]; left: string } {
  const blocks = text.split('\n\n')
  const left = blocks.pop() ?? ''
  const messages = blocks.flatMap((block): T[] => {
    const [, data] = /^data: (.*)$/m.exec(block) ?? []
    return data === undefined ? [] : [JSON.parse(data)]
  })
  return { messages, left }
}
