import { type Found, matches } from './kinds.ts'
import { DISTRICTS, PROVINCES } from './regions.ts'

const AREA = String.raw`(?:(?:${PROVINCES}) +(?:(?:(?:${DISTRICTS})[시군구]|[동서남북중]구) +){0,2}|(?:(?:${DISTRICTS})[시군구]|[동서남북중]구) +(?:(?:${DISTRICTS})구 +)?)`
const TOWN = '(?:[가-힣]{1,5}[읍면] +)?'
/** A road or a hamlet with its number; `12번길` and `3길` are roads of their own. */
const ROAD = String.raw`[가-힣][가-힣0-9·]{0,11}(?:대로|로|길)(?: ?\d{1,4}(?:번|가|나|다)?길)? ?(?:지하 ?)?\d{1,4}(?:-\d{1,4})?(?!\d)`
const LOT = String.raw`[가-힣][가-힣0-9]{0,7}(?:동|가|리|읍|면) ?(?:산 ?)?\d{1,4}(?:-\d{1,4})?(?:번지)?(?!\d)`
/** What follows the number: the building, the block, the floor, the door. */
const DOOR = String.raw`(?:\d{1,4}동 ?\d{1,4}호|[Bb지하]{0,2} ?\d{1,3}층(?: ?\d{1,4}호)?|\d{1,4}호)`
const BUILDING = String.raw`[가-힣A-Za-z0-9]{1,14}(?:아파트|빌딩|타워|오피스텔|빌라|맨션|상가|프라자|플라자|하이츠|자이|푸르지오|래미안|힐스테이트|캐슬)`
const REST = String.raw`(?:,? *\([가-힣0-9, ]{1,24}\))?(?:,? *(?:${BUILDING} *)?${DOOR})?(?:,? *\([가-힣0-9, ]{1,24}\))?`
const COUNTER = String.raw`(?! ?(?:명|원|개|분|시간|시 |월|일 |년|배|회|등|장|잔|%|퍼센트|만|천|km|m\b))`
const LABEL = String.raw`(?<=(?:주소|배송지|배달지|사는 곳|거주지|집은|집이)[가-힣]{0,2} ?[:：]? ?)`

const KOREAN = [
  `${AREA}${TOWN}(?:${ROAD}|${LOT})${COUNTER}${REST}`,
  `${LABEL}${TOWN}(?:${ROAD}|${LOT})${REST}`,
  String.raw`(?<![가-힣0-9])[가-힣][가-힣0-9·]{1,9}(?:대로|로|길)(?: ?\d{1,4}번?길)? ?\d{1,4}(?:-\d{1,4})?,? +(?:${BUILDING} *)?${DOOR}`,
  String.raw`(?<![가-힣])[가-힣]{1,6}(?:동|리|가) ?(?:산 ?)?\d{1,4}(?:-\d{1,4})?번지(?: *${DOOR})?`,
  String.raw`(?:${BUILDING} *)?(?<!\d)\d{1,4}동 ?\d{3,4}호`,
].map((source) => new RegExp(source, 'g'))

const STREET = String.raw`(?:Street|St\b\.?|Avenue|Ave\b\.?|Road|Rd\b\.?|Boulevard|Blvd\b\.?|Lane|Ln\b\.?|Drive|Dr\b\.?|Court|Ct\b\.?|Place|Pl\b\.?)`
const UNIT = String.raw`(?:,? *(?:Apt|Apartment|Suite|Ste|Unit|Room|#)\.? ?#?[A-Za-z0-9-]{1,6})?`
const TAIL = String.raw`(?:, *[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:-(?:gu|si|gun|dong|do|eup|myeon))?)*(?:,? *[A-Z]{2} \d{5}|,? *\d{5})?`
const ROMAN = String.raw`(?:\d{1,4}(?:beon)?-?gil|(?:-| )?\d{1,4}(?:beon)?-gil)`
const ENGLISH = [
  String.raw`(?<!\d)\d{1,5}(?:-\d{1,4})? (?:[NSEW]\.? )?(?:[A-Z][A-Za-z'’]+ ){1,3}${STREET}${UNIT}${TAIL}`,
  String.raw`(?<!\d)\d{1,4}(?:-\d{1,4})?,? [A-Z][a-z]+(?:-?daero|-?ro|-?gil)(?: ?${ROMAN})?\b${UNIT}${TAIL}`,
  String.raw`\b[A-Z][a-z]+(?:-daero|-ro|-gil)(?: ?${ROMAN})? \d{1,4}(?:-\d{1,4})?(?!\d)${UNIT}${TAIL}`,
  String.raw`\bP\.? ?O\.? Box \d{1,6}${TAIL}`,
].map((source) => new RegExp(source, 'g'))

/** Postal addresses: Korean by road or by lot, English and romanised ones; a shop's region alone is none. */
export const addresses = (text: string): Found[] =>
  [...KOREAN, ...ENGLISH].flatMap((pattern) => matches('address', text, pattern))
