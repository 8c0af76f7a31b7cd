const DATE = new Intl.DateTimeFormat('ko-KR', {
  timeZone: 'Asia/Seoul',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  weekday: 'short',
})

/**
 * A period as shops write it, in Korean time: `11월 21일(토) – 12월 1일(화)`; with years where they differ.
 *
 * @param startsAt ISO instant
 * @param endsAt ISO instant at which it is already over, so an end at midnight shows the day before
 */
export function formatPeriod(startsAt: string, endsAt: string): string {
  const first = dateOf(Date.parse(startsAt))
  const last = dateOf(Math.max(Date.parse(endsAt) - 1, Date.parse(startsAt)))
  if (first.year !== last.year) return `${first.year}년 ${first.day} – ${last.year}년 ${last.day}`
  return first.day === last.day ? first.day : `${first.day} – ${last.day}`
}

function dateOf(instant: number): { year: string; day: string } {
  const parts = Object.fromEntries(DATE.formatToParts(instant).map(({ type, value }) => [type, value]))
  return { year: `${parts.year}`, day: `${parts.month}월 ${parts.day}일(${parts.weekday})` }
}
