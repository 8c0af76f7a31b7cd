import { type Columns, type PublicList, readPublicList } from './public-list.ts'

type Field = keyof typeof COLUMNS
/** A hospital, clinic or pharmacy of a public list; a clinic has departments. */
export type Facility = Record<Field, string>

/**
 * What columns are called in the lists that data.go.kr publishes (건강보험심사평가원 전국 병의원 및 약국 현황, 국립중앙의료원
 * 병·의원·약국 정보).
 */
const COLUMNS = {
  name: ['요양기관명', '병원명', '약국명', '기관명', '사업장명'],
  kind: ['종별코드명', '종별', '병원분류명', '업태구분명', '기관구분'],
  address: ['주소', '소재지도로명주소', '도로명전체주소', '소재지주소', '소재지전체주소'],
  phone: ['전화번호', '대표전화', '대표전화1', '소재지전화'],
  departments: ['진료과목코드명', '진료과목명', '진료과목내용명', '진료과목'],
  hours: ['운영시간', '진료시간', '진료시간(월요일)', '비고'],
} satisfies Columns<string>

/** Reads a list of facilities; throws as `readPublicList` does. */
export const facilitiesIn = (bytes: Uint8Array): PublicList<Field> => readPublicList<Field>(bytes, COLUMNS, 'name')

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
