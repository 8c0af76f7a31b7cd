import type { Components, JsonSchema } from './components.ts'

/** What a field of that name looks like in the examples, wherever it appears. */
const FIELDS: Record<string, unknown> = {
  id: 'pr-3fK9',
  merchantId: 'm-81c2',
  promotionId: 'pr-3fK9',
  recommendationId: 'rc-77aQ',
  distributionId: 'ds-0x1B',
  accountId: 'ac-5d1e',
  conversationId: 'cv-1a2b',
  replyId: 'cv-1a2b_r1',
  entryId: 'pr-3fK9.9f2c81d0',
  href: '/results',
  shopName: '마당커피',
  ownerName: '김하늘',
  name: '김하늘',
  email: 'owner@madang.example',
  password: 'correct horse battery',
  phone: '010-1234-5678',
  businessNumber: '123-45-67891',
  openedOn: '2020-03-02',
  title: '가을 라떼 이벤트',
  prize: '아메리카노 한 잔',
  body: '가게에 들러 참여해 주세요. 열 분께 아메리카노를 드려요.',
  hashtags: ['가을라떼', '우리동네카페'],
  reason: '재료가 떨어졌어요',
  url: 'https://blog.naver.com/madang/1',
  imageUrl: 'https://madang.example/p/pr-3fK9/card.png',
  planIndex: 0,
  position: 4711,
  revision: 3,
  v: 1,
  startsAt: '2026-11-22T00:00:00.000Z',
  endsAt: '2026-11-29T00:00:00.000Z',
  date: '2026-11-21',
  month: '2026-11',
  days: { '2026-11-21': 12 },
  hours: { '6-15': 4 },
  entries: 12,
  usual: 9.5,
  reach: 1840,
  clicks: 96,
  costWon: 12_000,
  percent: 100,
  kind: 'recommendation',
  step: 'done',
  stream: 'promotion-pr-3fK9',
  sequence: '4711',
  hash: 'c0ffee'.padEnd(64, '0'),
  actor: 'ac-5d1e',
  type: 'PromotionLaunched',
  events: ['PromotionLaunched'],
  repeated: false,
  jobId: 'rc-77aQ',
  problems: [],
  params: { channel: 'instagram' },
  posts: { 'ds-0x1B': { instagram: { reach: 1840, clicks: 96, costWon: 12_000 } } },
  data: { promotionId: 'pr-3fK9' },
  state: { status: 'running' },
  token: 'eyJhbGciOiJIUzI1NiJ9…',
}
const INSTANT = '2026-11-21T03:00:00.000Z'

/**
 * An example that fits a schema: its own where it has one, known fields from the table, everything else the simplest
 * that is allowed.
 *
 * @param name name of the field it stands in
 */
export function exampleOf(schema: JsonSchema, components: Components, name = ''): unknown {
  const own = components.resolve(schema)
  if ('const' in own) return own.const
  if (Array.isArray(own.examples)) return own.examples[0]
  const choices = own.enum as unknown[] | undefined
  const known = FIELDS[name]
  if (choices) return choices.includes(known) ? known : choices[0]
  if (Object.hasOwn(FIELDS, name) && fits(own, known, components)) return known
  const variants = (own.anyOf ?? own.oneOf) as JsonSchema[] | undefined
  if (variants) return exampleOf(variants[0] ?? {}, components, name)
  return EXAMPLES[String(own.type)]?.(own, components, name) ?? null
}

/** Whether a value of the table may stand where this schema is. */
function fits(schema: JsonSchema, value: unknown, components: Components): boolean {
  const { type, anyOf, items } = components.resolve(schema)
  if (type === undefined) return !anyOf || (anyOf as JsonSchema[]).some((one) => fits(one, value, components))
  if (type === 'array')
    return Array.isArray(value) && value.every((item) => fits((items ?? {}) as JsonSchema, item, components))
  if (type === 'integer' || type === 'number') return typeof value === 'number'
  return typeof value === type && !Array.isArray(value)
}

const EXAMPLES: Record<string, (schema: JsonSchema, components: Components, name: string) => unknown> = {
  string: ({ format }, _components, name) => {
    if (format === 'date-time') return INSTANT
    if (format === 'date') return INSTANT.slice(0, 10)
    if (format === 'uri') return 'https://madang.example/'
    return name === '' ? 'text' : name
  },
  integer: ({ minimum }) => Math.max(1, Number(minimum ?? 1)),
  number: () => 1,
  boolean: () => true,
  null: () => null,
  array: ({ items, minItems, prefixItems }, components, name) => {
    if (prefixItems) return (prefixItems as JsonSchema[]).map((item) => exampleOf(item, components, name))
    const one = exampleOf((items ?? {}) as JsonSchema, components, name)
    return Array.from({ length: Math.max(1, Number(minItems ?? 1)) }, () => one)
  },
  object: ({ properties, propertyNames, additionalProperties }, components) => {
    if (properties) {
      const fields = Object.entries(properties as Record<string, JsonSchema>)
      return Object.fromEntries(fields.map(([field, inner]) => [field, exampleOf(inner, components, field)]))
    }
    const key = String(exampleOf((propertyNames ?? {}) as JsonSchema, components, 'key'))
    return { [key]: exampleOf((additionalProperties || {}) as JsonSchema, components, key) }
  },
}
