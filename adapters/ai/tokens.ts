const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/gu
const CHARS_PER_TOKEN = 3

/** About how many tokens a text has, rather too many than too few: a Hangul syllable is one, other letters a third. */
export function estimateTokens(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0
  return Math.ceil(wide + (text.length - wide) / CHARS_PER_TOKEN)
}
