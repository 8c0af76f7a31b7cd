import { isWildcard } from './subjects.ts'

/** What the trie needs to know of a subscription. */
export interface Listed {
  readonly subject: string
  readonly queue: string | null
}

/** Who gets a message: every plain subscription, and one of each queue group. */
interface Matched<S> {
  plain: S[]
  groups: S[][]
}

interface Node<S> {
  children: Map<string, Node<S>>
  plain: Set<S>
  groups: Map<string, Set<S>>
}

const CACHED_SUBJECTS = 4096

const newNode = <S>(): Node<S> => ({ children: new Map(), plain: new Set(), groups: new Map() })
const isEmpty = <S>(node: Node<S>) => node.children.size + node.plain.size + node.groups.size === 0

/**
 * Subscriptions as a trie over the tokens of their subjects, where `*` and `>` are children like others,
 * with a cache of what literal subjects matched: a publisher mostly repeats itself.
 */
export class Sublist<S extends Listed> {
  readonly #root = newNode<S>()
  readonly #cache = new Map<string, Matched<S>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** What it holds besides the subscriptions themselves, which must not grow with what came and went. */
  footprint(): { nodes: number; cached: number } {
    return { nodes: countBelow(this.#root), cached: this.#cache.size }
  }

  add(sub: S): void {
    let node = this.#root
    for (const token of sub.subject.split('.')) {
      let child = node.children.get(token)
      if (!child) {
        child = newNode()
        node.children.set(token, child)
      }
      node = child
    }
    if (sub.queue === null) node.plain.add(sub)
    else node.groups.set(sub.queue, (node.groups.get(sub.queue) ?? new Set()).add(sub))
    this.#size += 1
    this.#forget(sub.subject)
  }

  remove(sub: S): void {
    if (!this.#removeBelow(this.#root, sub.subject.split('.'), 0, sub)) return
    this.#size -= 1
    this.#forget(sub.subject)
  }

  /** The answer is shared with later calls: not to be changed. */
  match(subject: string): Matched<S> {
    const cached = this.#cache.get(subject)
    if (cached) return cached
    const found: Matched<S> = { plain: [], groups: [] }
    const tokens = subject.split('.')
    if (!tokens.includes('')) this.#collect(this.#root, tokens, 0, found)
    if (this.#cache.size >= CACHED_SUBJECTS) this.#cache.clear()
    this.#cache.set(subject, found)
    return found
  }

  #forget(subject: string): void {
    if (isWildcard(subject)) this.#cache.clear()
    // A wildcard may be published to as if it were a name, so a literal subscription can only change its own entry.
    else this.#cache.delete(subject)
  }

  #collect(node: Node<S>, tokens: string[], depth: number, found: Matched<S>): void {
    if (depth === tokens.length) {
      take(node, found)
      return
    }
    const token = tokens[depth] as string
    const rest = node.children.get('>')
    if (rest) take(rest, found)
    const any = node.children.get('*')
    if (any) this.#collect(any, tokens, depth + 1, found)
    if (token === '*' || token === '>') return
    const same = node.children.get(token)
    if (same) this.#collect(same, tokens, depth + 1, found)
  }

  #removeBelow(node: Node<S>, tokens: string[], depth: number, sub: S): boolean {
    if (depth === tokens.length) return drop(node, sub)
    const token = tokens[depth] as string
    const child = node.children.get(token)
    if (!child || !this.#removeBelow(child, tokens, depth + 1, sub)) return false
    if (isEmpty(child)) node.children.delete(token)
    return true
  }
}

/** A group is one group by name, whatever wildcards its members came by. */
function take<S extends Listed>(node: Node<S>, found: Matched<S>): void {
  for (const sub of node.plain) found.plain.push(sub)
  for (const [queue, members] of node.groups) {
    const known = found.groups.find((group) => group[0]?.queue === queue)
    if (known) known.push(...members)
    else found.groups.push([...members])
  }
}

function drop<S extends Listed>(node: Node<S>, sub: S): boolean {
  if (sub.queue === null) return node.plain.delete(sub)
  const members = node.groups.get(sub.queue)
  if (!members?.delete(sub)) return false
  if (members.size === 0) node.groups.delete(sub.queue)
  return true
}

function countBelow<S>(node: Node<S>): number {
  let count = 0
  for (const child of node.children.values()) count += 1 + countBelow(child)
  return count
}
