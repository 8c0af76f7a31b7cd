import type { BSONRegExp } from 'bson'
import { fail, refuse } from '../errors.ts'

const CLASS_ESCAPES: Record<string, string> = {
  s: ' \\t\\n\\v\\f\\r',
  d: '0-9',
  w: 'A-Za-z0-9_',
  e: '\\x1b',
  a: '\\x07',
}
const ESCAPES: Record<string, string> = {
  ...wrapped(CLASS_ESCAPES),
  S: '[^ \\t\\n\\v\\f\\r]',
  D: '[^0-9]',
  W: '[^A-Za-z0-9_]',
}
const SHARED_ESCAPE = /[bBnrtfxpP]/

function wrapped(classes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(classes).map(([letter, set]) => [letter, `[${set}]`]))
}

/** A MongoDB (PCRE) expression as a JavaScript one of the same meaning; what has none is refused. */
export function toRegExp({ pattern, options }: Pick<BSONRegExp, 'pattern' | 'options'>): RegExp {
  for (const option of options) {
    if (option === 'x') refuse('the regular expression option x')
    if (!'imsu'.includes(option)) fail(2, `invalid flag in regex options: ${option}`)
  }
  try {
    return new RegExp(translate(pattern, options), options.includes('i') ? 'iu' : 'u')
  } catch (error) {
    if (error instanceof SyntaxError) refuse(`the regular expression /${pattern}/`)
    throw error
  }
}

function translate(pattern: string, options: string): string {
  const lines = options.includes('m')
  const outside: Record<string, string> = {
    '.': options.includes('s') ? '[\\s\\S]' : '[^\\n]',
    // PCRE's lines end at \n only, and $ stands before a last one too
    $: lines ? '(?=\\n|(?![\\s\\S]))' : '(?=\\n?(?![\\s\\S]))',
    '^': lines ? '(?:(?<![\\s\\S])|(?<=\\n)(?=[\\s\\S]))' : '(?<![\\s\\S])',
  }
  let result = ''
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string
    if (char === '\\') result += escaped(pattern, ++i, inClass)
    else if (inClass) {
      if (char === '[' && /[:.=]/.test(pattern[i + 1] ?? '')) refuse(`the regular expression /${pattern}/`)
      if (char === ']') inClass = false
      result += char === '[' ? '\\[' : char
    } else if (char === '[') {
      inClass = true
      result += char
      if (pattern[i + 1] === '^') result += pattern[++i]
      if (pattern[i + 1] === ']') result += `\\${pattern[++i]}` // a first ] is itself
    } else if (char === '{' && /\\[pP]$/.test(result)) {
      const end = pattern.indexOf('}', i)
      if (end < 0) refuse(`the regular expression /${pattern}/`)
      result += pattern.slice(i, end + 1)
      i = end
    } else if (char === '{' && !/^\{\d+(,\d*)?\}/.test(pattern.slice(i))) result += '\\{'
    else if (char === '}' && !/\{\d+(,\d*)?$/.test(pattern.slice(0, i))) result += '\\}'
    else result += char === ']' ? '\\]' : (outside[char] ?? char)
  }
  return result
}

function escaped(pattern: string, at: number, inClass: boolean): string {
  const letter = pattern[at]
  if (letter === undefined || letter > '\x7f') refuse(`the regular expression /${pattern}/`)
  const known = (inClass ? CLASS_ESCAPES : ESCAPES)[letter]
  if (known) return known
  if (/[A-Za-z0-9]/.test(letter)) {
    if (!SHARED_ESCAPE.test(letter) || (inClass && /[BP]/.test(letter))) refuse(`\\${letter} in a regular expression`)
    if (letter === 'x' && !/^[0-9a-fA-F]{2}/.test(pattern.slice(at + 1))) refuse('\\x without two digits')
    return `\\${letter}`
  }
  return `\\u{${letter.charCodeAt(0).toString(16)}}`
}
