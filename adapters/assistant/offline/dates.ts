const DAY_MS = 86_400_000
const KST_MS = 9 * 3_600_000

/** First and last day in Korea, `YYYY-MM-DD`. */
export interface Days {
  from: string
  to: string
}
const iso = (time: number) => new Date(time).toISOString().slice(0, 10)

/** Days that a question names; undefined when it names none. @param now ISO instant */
export function daysIn(question: string, now: string): Days | undefined {
  const today = Math.floor((Date.parse(now) + KST_MS) / DAY_MS) * DAY_MS
  const single = (before: number): Days => ({ from: iso(today - before * DAY_MS), to: iso(today - before * DAY_MS) })
  const since = (from: number, to = today): Days => ({ from: iso(from), to: iso(to) })
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS
  const month = Date.UTC(new Date(today).getUTCFullYear(), new Date(today).getUTCMonth(), 1)
  const lastMonth = Date.UTC(new Date(today).getUTCFullYear(), new Date(today).getUTCMonth() - 1, 1)
  const named: [RegExp, () => Days][] = [
    [/그저께|그제|엊그제|day before yesterday/i, () => single(2)],
    [/어제|yesterday/i, () => single(1)],
    [/오늘|today/i, () => single(0)],
    [/지난\s?주|저번\s?주|last week/i, () => since(monday - 7 * DAY_MS, monday - DAY_MS)],
    [/이번\s?주|금주|this week/i, () => since(monday)],
    [/지난\s?달|저번\s?달|last month/i, () => since(lastMonth, month - DAY_MS)],
    [/이번\s?달|this month/i, () => since(month)],
    [/일주일|최근|요즘|past week|recent/i, () => since(today - 6 * DAY_MS)],
  ]
  const word = named.find(([pattern]) => pattern.test(question))
  return dayOfMonth(question, today) ?? word?.[1]()
}

/** `11월 20일` or `2026-11-20`: the last such day that is not in the future. */
function dayOfMonth(question: string, today: number): Days | undefined {
  const full = /\b(\d{4})-(\d{2})-(\d{2})\b/.exec(question)
  const said = /(\d{1,2})월\s?(\d{1,2})일/.exec(question)
  const year = new Date(today).getUTCFullYear()
  const [y, m, d] = full ? full.slice(1).map(Number) : said ? [year, Number(said[1]), Number(said[2])] : []
  if (y === undefined || m === undefined || d === undefined) return undefined
  const at = Date.UTC(y, m - 1, d)
  const past = at > today && !full ? Date.UTC(y - 1, m - 1, d) : at
  return Number.isNaN(past) ? undefined : { from: iso(past), to: iso(past) }
}
