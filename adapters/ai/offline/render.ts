const HANGUL_FIRST = 0xac00
const HANGUL_LAST = 0xd7a3
const FINALS = 28
const RIEUL = 8

const PARTICLES: Record<string, readonly [withFinal: string, without: string]> = {
  을: ['을', '를'],
  이: ['이', '가'],
  은: ['은', '는'],
  과: ['과', '와'],
  으로: ['으로', '로'],
  이에요: ['이에요', '예요'],
}

/** The Korean particle that fits the word's last sound: 빵+을, 커피+를, 교실+로. */
export function withParticle(word: string, particle: string): string {
  const pair = PARTICLES[particle]
  if (!pair) throw new Error(`no such particle: ${particle}`)
  const code = word.charCodeAt(word.length - 1)
  if (code < HANGUL_FIRST || code > HANGUL_LAST) throw new Error(`${word} must end in Hangul to take a particle`)
  const final = (code - HANGUL_FIRST) % FINALS
  const closed = final !== 0 && !(particle === '으로' && final === RIEUL)
  return word + (closed ? pair[0] : pair[1])
}

/** Fills `{slot}` and `{slot:particle}`; a slot without a word is a mistake in the data and throws. */
export function fill(template: string, words: Record<string, string>): string {
  return template.replace(/\{(\w+)(?::([가-힣]+))?\}/g, (_, slot: string, particle?: string) => {
    const word = words[slot]
    if (word === undefined) throw new Error(`no word for {${slot}} in "${template}"`)
    return particle ? withParticle(word, particle) : word
  })
}
