import { z } from 'zod'

/**
 * Syllables a second of a calm announcement in Korean: 300 a minute, the slow end of the 300 to 350 at which Korean
 * newsreaders are taught to speak, since a telephone's sound is narrow and nobody can ask again.
 */
export const SYLLABLES_A_SECOND = 5
const PAUSE_SECONDS = 0.4
const PLACES = ['', '십', '백', '천']
const GROUPS = ['', '만', '억', '조']

/** What callers hear, with how long it takes to say. */
export const RingbackScript = z.object({ text: z.string(), syllables: z.int().min(0), seconds: z.number().min(0) })
export type RingbackScript = z.infer<typeof RingbackScript>

/** A whole number as it is said in Sino-Korean: 1234 is 천이백삼십사. */
export function spokenNumber(digits: string): string {
  const number = digits.replace(/^0+/, '')
  if (number === '') return '영'
  // Longer than any amount is a telephone number or a code, which is said digit by digit.
  if (number.length > GROUPS.length * 4)
    return [...digits].map((digit) => '영일이삼사오육칠팔구'[Number(digit)]).join('')
  const groups = [...number].toReversed()
  const said = groups.map((digit, place) => {
    const isFirst = place % 4 === 0
    const group = isFirst && groups.slice(place, place + 4).some((other) => other !== '0') ? GROUPS[place / 4] : ''
    if (digit === '0') return group
    const name = digit === '1' && !isFirst ? '' : '영일이삼사오육칠팔구'[Number(digit)]
    return `${name}${PLACES[place % 4]}${group}`
  })
  const spoken = said.toReversed().join('')
  // Ten thousand is 만, not 일만.
  return spoken.startsWith('일만') && number.length === 5 ? spoken.slice(1) : spoken
}

/** How many syllables a text has when it is said: Hangul one each, numbers as they are read, Latin letters by name. */
export function spokenSyllables(text: string): number {
  const read = text
    .normalize('NFC')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/\d+/g, spokenNumber)
  const hangul = read.match(/[가-힣]/g)?.length ?? 0
  const letters = read.match(/[A-Za-z]/g)?.length ?? 0
  const long = read.match(/[WwHhXxZz]/g)?.length ?? 0
  return hangul + letters + long
}

const DAY = new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', month: 'long', day: 'numeric' })

/** The text that callers hear instead of the ringing tone, and its length at {@link SYLLABLES_A_SECOND}. */
export function ringbackScript(words: {
  shopName: string
  title: string
  prize: string
  endsAt?: string
}): RingbackScript {
  const { shopName, title, prize, endsAt } = words
  const until = endsAt ? `, ${DAY.format(new Date(Date.parse(endsAt) - 1))}까지` : ''
  const text = `안녕하세요, ${shopName}입니다. ${title}. 경품은 ${prize}${until}입니다. 곧 연결해 드릴게요.`
  const syllables = spokenSyllables(text)
  const pauses = text.match(/[.,!?](?=\s|$)/g)?.length ?? 0
  const seconds = Math.round((syllables / SYLLABLES_A_SECOND + pauses * PAUSE_SECONDS) * 10) / 10
  return { text, syllables, seconds }
}
