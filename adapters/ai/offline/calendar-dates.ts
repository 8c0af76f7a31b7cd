const NAMES = ['seollal', 'daeboreum', 'buddha', 'dano', 'chuseok', 'chobok', 'jungbok', 'malbok', 'dongji'] as const
export type MovingDay = (typeof NAMES)[number]

/** In the order of NAMES, `MM-DD` in Korea. The lunar ones follow the Korean calendar: a test compares them with ICU's. */
const YEARS: Record<number, string> = {
  2025: '01-29 02-12 05-05 05-31 10-06 07-20 07-30 08-09 12-22',
  2026: '02-17 03-03 05-24 06-19 09-25 07-15 07-25 08-14 12-22',
  2027: '02-07 02-21 05-13 06-09 09-15 07-20 07-30 08-09 12-22',
  2028: '01-27 02-10 05-02 05-28 10-03 07-14 07-24 08-13 12-21',
  2029: '02-13 02-27 05-20 06-16 09-22 07-19 07-29 08-08 12-21',
  2030: '02-03 02-17 05-09 06-05 09-12 07-14 07-24 08-13 12-22',
  2031: '01-23 02-06 05-28 06-24 10-01 07-19 07-29 08-08 12-22',
  2032: '02-11 02-25 05-16 06-12 09-19 07-13 07-23 08-12 12-21',
  2033: '01-31 02-14 05-06 06-01 09-08 07-18 07-28 08-07 12-21',
  2034: '02-19 03-05 05-25 06-20 09-27 07-13 07-23 08-12 12-22',
  2035: '02-08 02-22 05-15 06-10 09-16 07-18 07-28 08-17 12-22',
  2036: '01-28 02-11 05-03 05-30 10-04 07-12 07-22 08-11 12-21',
}

/** The years that the table reaches. */
export const TABLE_YEARS = Object.keys(YEARS).map(Number)

/** The day of that name in a year, `YYYY-MM-DD`; undefined beyond the table. */
export function movingDay(name: MovingDay, year: number): string | undefined {
  const monthDay = YEARS[year]?.split(' ')[NAMES.indexOf(name)]
  return monthDay && `${year}-${monthDay}`
}
