import { check, type Step } from '../step.ts'

const PEOPLE = 60

interface Dashboard {
  id: string
  entries: number
}

const enter: Step = [
  `${PEOPLE} people enter on the public page, one of them twice`,
  async (day) => {
    const entry = (index: number) => ({
      promotionId: day.promotionId,
      name: `참여자${index}`,
      phone: `010-7000-${String(index).padStart(4, '0')}`,
      source: index % 3 === 0 ? 'kakao' : 'instagram',
      consent: true,
    })
    const answers = await Promise.all(
      Array.from({ length: PEOPLE }, (_, index) => day.anyone.command('submit-entry', entry(index))),
    )
    const again = await day.anyone.command('submit-entry', entry(7))
    check(again.body.repeated, 'the second entry of one person should change nothing')
    day.position = Math.max(...answers.map(({ body }) => body.position))
    const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b)
    return `half of them within ${times[PEOPLE / 2]?.toFixed(0)} ms, the slowest ${times.at(-1)?.toFixed(0)} ms`
  },
]

const count: Step = [
  'The dashboard counts them without being asked',
  async (day) => {
    const counted = (row: Dashboard) => row.id === day.promotionId && row.entries === PEOPLE
    await day.live?.until<Dashboard>('dashboards', counted)
    return `${PEOPLE} entries on the live stream`
  },
]

const integrate: Step = [
  'An integrator catches up over HTTP: CloudEvents, no personal data',
  async (day) => {
    const { body } = await day.shop.get('/api/v1/events?after=-1&limit=100')
    const text = JSON.stringify(body)
    check(body.items.length > 0, 'there should be events')
    check(
      !text.includes('참여자') && !text.includes('0107000') && !text.includes('somang@'),
      'personal data left the house',
    )
    return `${body.items.length} events, from ${body.items[0].type}`
  },
]

const audit: Step = [
  'An auditor replays the promotion’s stream; its chain of hashes is whole',
  async (day) => {
    const { body } = await day.shop.get(`/api/v1/audit/streams/promotion-${day.promotionId}`)
    check(body.chain.intact, `the chain is broken at ${body.chain.brokenAt}`)
    return body.events.map(({ type }: { type: string }) => type).join(' → ')
  },
]

const end: Step = [
  'The promotion ends; nobody can enter any more',
  async (day) => {
    await day.shop.command('end-promotion', { promotionId: day.promotionId })
    const late = { promotionId: day.promotionId, name: '늦은이', phone: '01079999999', consent: true }
    const { body } = await day.anyone.command('submit-entry', late, { expect: 409 })
    day.live?.close()
    return body.code
  },
]

/** What people do, and what is seen of it. */
export const peopleSteps: Step[] = [enter, count, integrate, audit]
export const endSteps: Step[] = [end]
