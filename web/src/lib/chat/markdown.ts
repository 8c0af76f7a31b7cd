import { Lexer, type Token, type Tokens } from 'marked'

/** What may stand in a reply. Raw HTML, pictures and scripts have no kind, so nothing can show them. */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'em' | 'del'; children: Inline[] }
  | { kind: 'link'; href: string; isOwn: boolean; children: Inline[] }
  | { kind: 'cite'; n: number }
  | { kind: 'break' }
export type Block =
  | { kind: 'paragraph' | 'heading'; children: Inline[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' }
  | { kind: 'table'; head: Cell[]; rows: Cell[][] }
export interface Cell {
  align: 'left' | 'right' | 'center'
  children: Inline[]
}

/** Parses a reply. @param citations numbers that stand for a passage, written `[n]` */
export function parseMarkdown(text: string, citations: readonly number[] = []): Block[] {
  return blocksOf(new Lexer({ gfm: true }).lex(text), new Set(citations))
}

type Cited = ReadonlySet<number>
const blocksOf = (tokens: readonly Token[], cited: Cited): Block[] => tokens.flatMap((token) => blockOf(token, cited))

function blockOf(token: Token, cited: Cited): Block[] {
  const make = BLOCKS[token.type]
  if (make) return [make(token as never, cited)]
  if (token.type === 'space' || token.type === 'def') return []
  // HTML and whatever else is shown as it was written.
  return [{ kind: 'paragraph', children: textOf(token.raw.trimEnd(), cited) }]
}

const inlineOf = (token: { text: string; tokens?: Token[] | undefined }, cited: Cited): Inline[] =>
  token.tokens ? token.tokens.flatMap((one) => partOf(one, cited)) : textOf(token.text, cited)

const BLOCKS: Record<string, (token: never, cited: Cited) => Block> = {
  paragraph: (token: Tokens.Paragraph, cited) => ({ kind: 'paragraph', children: inlineOf(token, cited) }),
  text: (token: Tokens.Text, cited) => ({ kind: 'paragraph', children: inlineOf(token, cited) }),
  heading: (token: Tokens.Heading, cited) => ({ kind: 'heading', children: inlineOf(token, cited) }),
  blockquote: (token: Tokens.Blockquote, cited) => ({ kind: 'quote', blocks: blocksOf(token.tokens, cited) }),
  code: (token: Tokens.Code) => ({ kind: 'code', text: token.text }),
  hr: () => ({ kind: 'rule' }),
  list: ({ ordered, start, items }: Tokens.List, cited) => ({
    kind: 'list',
    ordered,
    start: Number(start) || 1,
    items: items.map((item) => itemOf(item, cited)),
  }),
  table: ({ header, rows }: Tokens.Table, cited) => {
    const cell = (one: Tokens.TableCell): Cell => ({ align: one.align ?? 'left', children: inlineOf(one, cited) })
    return { kind: 'table', head: header.map(cell), rows: rows.map((row) => row.map(cell)) }
  },
}

/** An item of a list; one of a list of tasks says first whether it is done. */
function itemOf({ tokens, checked }: Tokens.ListItem, cited: Cited): Block[] {
  const [box, ...rest] = tokens
  if (box?.type !== 'checkbox') return blocksOf(tokens, cited)
  const [first, ...others] = blocksOf(rest, cited)
  const mark: Inline = { kind: 'text', text: checked ? '✓ ' : '☐ ' }
  if (first?.kind !== 'paragraph') return [{ kind: 'paragraph', children: [mark] }, ...blocksOf(rest, cited)]
  return [{ ...first, children: [mark, ...first.children] }, ...others]
}

function partOf(token: Token, cited: Cited): Inline[] {
  const one = token as Tokens.Generic
  if (token.type === 'strong' || token.type === 'em' || token.type === 'del')
    return [{ kind: token.type, children: inlineOf(one as Tokens.Strong, cited) }]
  if (token.type === 'codespan') return [{ kind: 'code', text: one.text }]
  if (token.type === 'br') return [{ kind: 'break' }]
  if (token.type === 'link') return linkOf(one as Tokens.Link, cited)
  if (token.type === 'escape') return [{ kind: 'text', text: one.text }]
  if (token.type === 'text' && one.tokens) return inlineOf(one as Tokens.Text, cited)
  return textOf(token.type === 'image' ? one.text : token.raw, cited)
}

/** Our own pages, https and public short numbers such as 119 only; anything else is words. */
function linkOf(token: Tokens.Link, cited: Cited): Inline[] {
  const children = inlineOf(token, cited)
  const isOwn = /^(\/(?![/\\])[^\\\s]*|tel:\d{3,4})$/.test(token.href)
  const isSafe = isOwn || (URL.canParse(token.href) && new URL(token.href).protocol === 'https:')
  return isSafe ? [{ kind: 'link', href: token.href, isOwn, children }] : children
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** Text with its `[n]` taken for what they cite. */
function textOf(text: string, cited: Cited): Inline[] {
  const plain = text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
  return plain.split(/(\[\d{1,2}\])/).flatMap((part): Inline[] => {
    const n = Number(/^\[(\d{1,2})\]$/.exec(part)?.[1])
    if (cited.has(n)) return [{ kind: 'cite', n }]
    return part === '' ? [] : [{ kind: 'text', text: part }]
  })
}
