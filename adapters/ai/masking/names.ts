import { type Found, matches } from './kinds.ts'

const HANGUL_NAME = /^[가-힣]{2,6}$/
/** What may stand right behind a name of two syllables; anything else makes it another word. */
const BEHIND =
  '(?=$|[^가-힣]|씨|님|양[^가-힣]|군[^가-힣]|이[^가-힣]|가[^가-힣]|은[^가-힣]|는[^가-힣]|을[^가-힣]|를[^가-힣]|의[^가-힣]|와[^가-힣]|과[^가-힣]|도[^가-힣]|만[^가-힣]|랑|이랑|에게|한테|께|이에요|예요|입니다|고객|사장|점장|선생)'
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

function patternOf(name: string): RegExp {
  if (!HANGUL_NAME.test(name)) return new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(name)}(?![\p{L}\p{N}])`, 'giu')
  // The family name may stand apart.
  const spaced = `${name[0]} ?${name.slice(1)}`
  return new RegExp(name.length > 2 ? spaced : `(?<![가-힣])${spaced}${BEHIND}`, 'g')
}

/** Names that the caller knows of, wherever they stand; one letter alone is no name. */
export const namesIn = (text: string, names: readonly string[]): Found[] =>
  [...new Set(names.map((name) => name.trim()).filter((name) => name.length > 1))].flatMap((name) =>
    matches('name', text, patternOf(name)),
  )
