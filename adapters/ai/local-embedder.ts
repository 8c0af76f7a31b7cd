/** Name under which its vectors are kept. */
export const LOCAL_EMBEDDING_MODEL = 'local-ngram-512'
const DIMENSIONS = 512
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
const HANGUL = /\p{Script=Hangul}/u

/** FNV-1a, 32 bits, with a last mix so that its low bits can be used. */
function hash(text: string): number {
  let value = FNV_OFFSET
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}

/** Letters in a row, with the borders of the word: two and three for Korean, three and four elsewhere. */
function gramsOf(word: string): string[] {
  const letters = [...`_${word}_`]
  const sizes = HANGUL.test(word) ? [2, 3] : [3, 4]
  return sizes.flatMap((size) =>
    letters.slice(0, Math.max(1, letters.length - size + 1)).map((_, at) => letters.slice(at, at + size).join('')),
  )
}

function vectorOf(text: string): Float32Array {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const counts = new Map<string, number>()
  for (const gram of words.flatMap(gramsOf)) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  const vector = new Float32Array(DIMENSIONS)
  for (const [gram, count] of counts) {
    const value = hash(gram)
    const at = value % DIMENSIONS
    // The sign lets two grams that share a place cancel out instead of adding up.
    vector[at] = (vector[at] as number) + (value & 0x80000000 ? -1 : 1) * (1 + Math.log(count))
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/**
 * Vectors without any model: letters in common, hashed into 512 dimensions and normalised. It finds spellings and word
 * forms, not meanings.
 */
export const embedLocally = (texts: readonly string[]): Float32Array[] => texts.map(vectorOf)
