/** The mark by which a post's own text names its reference, on channels that have no field for one. */
export function marker(text: string): string | null {
  return /#madang_([\w-]+)/.exec(text)?.[1] ?? null
}
