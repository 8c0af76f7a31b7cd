import { parse } from 'csv-parse/sync'

/** A hospital, clinic or pharmacy of a public list. */
export interface Facility {
  name: string
  kind: string
  address: string
  phone: string
  /** Departments of a clinic. */
  departments: string
  hours: string
}

/**
 * What columns are called in the lists that data.go.kr publishes (건강보험심사평가원 전국 병의원 및 약국 현황, 국립중앙의료원
 * 병·의원·약국 정보), in order of preference.
 */
const COLUMNS: Readonly<Record<keyof Facility, readonly string[]>> = {
  name: ['요양기관명', '병원명', '약국명', '기관명', '사업장명'],
  kind: ['종별코드명', '종별', '병원분류명', '업태구분명', '기관구분'],
  address: ['주소', '소재지도로명주소', '도로명전체주소', '소재지주소', '소재지전체주소'],
  phone: ['전화번호', '대표전화', '대표전화1', '소재지전화'],
  departments: ['진료과목코드명', '진료과목명', '진료과목내용명', '진료과목'],
  hours: ['운영시간', '진료시간', '진료시간(월요일)', '비고'],
}

/** Text of a public list: UTF-8, or cp949 as most of them still are. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return new TextDecoder('euc-kr', { fatal: true }).decode(bytes)
  }
}

/**
 * Reads a list of facilities.
 *
 * @throws Error when no column names the facility, or the bytes are in neither encoding
 */
export function facilitiesIn(bytes: Uint8Array): Facility[] {
  const [header = [], ...rows] = parse(textOf(bytes), { bom: true, skip_empty_lines: true, relax_column_count: true })
  const columns = header.map((name) => name.trim())
  const at = Object.fromEntries(
    Object.entries(COLUMNS).map(([field, names]) => [field, names.map((name) => columns.indexOf(name))]),
  )
  if (at.name?.every((index) => index < 0)) throw new Error(`no column names the facility, of: ${columns.join(', ')}`)
  const cell = (row: readonly string[], field: keyof Facility) =>
    (at[field] ?? []).map((index) => row[index]?.trim()).find(Boolean) ?? ''
  const facility = (row: readonly string[]): Facility => ({
    name: cell(row, 'name'),
    kind: cell(row, 'kind'),
    address: cell(row, 'address'),
    phone: cell(row, 'phone'),
    departments: cell(row, 'departments'),
    hours: cell(row, 'hours'),
  })
  return rows.map(facility).filter(({ name }) => name !== '')
}

/** Where the district of an address ends: `대구광역시 중구`. */
const districtOf = (address: string) => address.split(/\s+/).slice(0, 2).join(' ') || '지역 미상'

/**
 * A document for an assistant: facilities by district, each a paragraph that says of everything what it is.
 *
 * @param source who publishes the list, and as of when
 */
export function facilitiesAsMarkdown(facilities: readonly Facility[], title: string, source: string): string {
  const districts = Map.groupBy(facilities, ({ address }) => districtOf(address))
  const line = ({ name, kind, address, phone, departments, hours }: Facility) => {
    const facts = [
      kind && `종류: ${kind}`,
      departments && `진료과목: ${departments}`,
      address && `주소: ${address}`,
      phone && `전화: ${phone}`,
      hours && `시간: ${hours}`,
    ]
    return `- ${name} (${facts.filter(Boolean).join('; ')})`
  }
  const sections = [...districts].map(([district, list]) => `## ${district}\n\n${list.map(line).join('\n')}`)
  return `# ${title}\n\n출처: ${source}\n\n${sections.join('\n\n')}\n`
}
