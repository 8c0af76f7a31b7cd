import { createClient } from '../client.ts'
import { check, control, type Step } from '../step.ts'

const shopOf = (name: string, email: string, businessNumber: string) => ({
  shopName: name,
  trade: 'bakery',
  region: 'daegu',
  businessNumber,
  openedOn: '2021-04-01',
  ownerName: '이소망',
  email,
  password: 'bread-every-morning',
})

const signUp: Step = [
  'A baker signs up; the tax office confirms the business number',
  async (day) => {
    const { body, ms } = await day.anyone.command(
      'register-merchant',
      shopOf('소망빵집', 'somang@bakery.example', '220-81-62517'),
    )
    day.position = body.position
    return `answered in ${ms.toFixed(0)} ms`
  },
]

const signUpWithoutTaxOffice: Step = [
  'Another signs up while the tax office is down; the sign-up goes on',
  async (day) => {
    await control(day, 'POST', '/script', { partner: 'nts', mode: 'always', behaviours: [{ kind: 'reset' }] })
    const shop = shopOf('바다꽃집', 'bada@flower.example', '120-81-47521')
    const { ms, body } = await day.anyone.command('register-merchant', shop)
    await control(day, 'DELETE', '/script')
    const other = createClient(day.origin)
    const session = await other.post(`/api/v1/sign-in?min-position=${body.position}`, {
      email: shop.email,
      password: shop.password,
    })
    other.token = session.body.token
    const me = await other.get(`/api/v1/me?min-position=${body.position}`)
    check(me.body.shop.verification === 'awaiting-confirmation', 'it should await manual confirmation')
    return `awaiting confirmation by a person, after ${ms.toFixed(0)} ms`
  },
]

const refuseBadNumber: Step = [
  'A number that is none is refused',
  async (day) => {
    const { body } = await day.anyone.command(
      'register-merchant',
      shopOf('없는가게', 'no@shop.example', '123-45-67890'),
      { expect: 422 },
    )
    return body.code
  },
]

const signIn: Step = [
  'The baker signs in',
  async (day) => {
    const credentials = { email: 'somang@bakery.example', password: 'bread-every-morning' }
    const { body, ms } = await day.anyone.post(`/api/v1/sign-in?min-position=${day.position}`, credentials)
    day.shop.token = body.token
    return `${ms.toFixed(0)} ms, password checked with argon2id`
  },
]

/** Signing up and in. */
export const shopSteps: Step[] = [signUp, signUpWithoutTaxOffice, refuseBadNumber, signIn]
