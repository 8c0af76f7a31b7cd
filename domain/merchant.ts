import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, emailTaken, evolveBy, Id, personal, rule } from './kernel.ts'

export const Trade = z.enum([
  'cafe',
  'restaurant',
  'bakery',
  'beauty',
  'fashion',
  'flower',
  'fitness',
  'academy',
  'grocery',
  'other',
])
export type Trade = z.infer<typeof Trade>

export const Region = z.enum([
  'seoul',
  'busan',
  'daegu',
  'incheon',
  'gwangju',
  'daejeon',
  'ulsan',
  'sejong',
  'gyeonggi',
  'gangwon',
  'chungbuk',
  'chungnam',
  'jeonbuk',
  'jeonnam',
  'gyeongbuk',
  'gyeongnam',
  'jeju',
])
export type Region = z.infer<typeof Region>

const Verification = z.enum(['verified', 'awaiting-confirmation'])

const shapes = {
  MerchantRegistered: z.object({
    merchantId: Id,
    shopName: z.string(),
    trade: Trade,
    region: Region,
    businessNumber: z.string(),
    verification: Verification,
    accountId: Id,
    ownerName: personal(z.string()),
    email: personal(z.string()),
    /** Keyed hash of the e-mail; see AccountOpened. */
    emailKey: personal(z.string()),
    passwordHash: personal(z.string()),
    at: z.iso.datetime(),
  }),
  BusinessConfirmed: z.object({ merchantId: Id, confirmedBy: z.string(), at: z.iso.datetime() }),
  ProfileRevised: z.object({
    merchantId: Id,
    shopName: z.string(),
    trade: Trade,
    region: Region,
    at: z.iso.datetime(),
  }),
}
export type MerchantEvent = EventOf<typeof shapes>

export type MerchantState =
  | { status: 'none' }
  | { status: 'registered'; merchantId: string; shopName: string; trade: Trade; region: Region; verified: boolean }

const command = commandsOf<MerchantState, MerchantEvent>()

const RegisterMerchant = command({
  summary:
    'Sign a shop up. The business number is checked first; when the tax office does not answer, a person confirms it later.',
  roles: ['public'],
  schema: shapes.MerchantRegistered.omit({ at: true }),
  answers: ['verification'],
  decide: (c, state, { now }) => {
    if (state.status !== 'none') throw emailTaken()
    return [{ type: 'MerchantRegistered', data: { ...c, at: now } }]
  },
})

const ConfirmBusiness = command({
  summary: 'An operator confirms a business number that the tax office could not check.',
  roles: ['operator'],
  schema: z.object({ merchantId: Id, confirmedBy: z.string() }),
  decide: (c, state, { now }) => {
    rule(state.status === 'registered', 'MERCHANT_NOT_FOUND', 'There is no such merchant.')
    return state.verified ? [] : [{ type: 'BusinessConfirmed', data: { ...c, at: now } }]
  },
})

const ReviseProfile = command({
  summary: "Change the shop's name, trade or region.",
  roles: ['owner'],
  schema: z.object({ merchantId: Id, shopName: z.string().trim().min(1).max(60), trade: Trade, region: Region }),
  decide: (c, state, { now }) => {
    rule(state.status === 'registered', 'MERCHANT_NOT_FOUND', 'There is no such merchant.')
    const same = c.shopName === state.shopName && c.trade === state.trade && c.region === state.region
    return same ? [] : [{ type: 'ProfileRevised', data: { ...c, at: now } }]
  },
})

/** A shop and its owner's account. Its id is a keyed hash of the owner's e-mail, so that one append makes the address unique. */
export const merchant: Aggregate<MerchantState, MerchantEvent> = {
  name: 'merchant',
  idField: 'merchantId',
  initial: { status: 'none' },
  events: {
    MerchantRegistered: { v: 1, schema: shapes.MerchantRegistered, public: true, subjectField: 'merchantId' },
    BusinessConfirmed: { v: 1, schema: shapes.BusinessConfirmed, public: true },
    ProfileRevised: { v: 1, schema: shapes.ProfileRevised, public: true },
  },
  commands: { RegisterMerchant, ConfirmBusiness, ReviseProfile },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<MerchantState, MerchantEvent>({
    MerchantRegistered: (_, d) => ({
      status: 'registered',
      merchantId: d.merchantId,
      shopName: d.shopName,
      trade: d.trade,
      region: d.region,
      verified: d.verification === 'verified',
    }),
    BusinessConfirmed: (state) => (state.status === 'none' ? state : { ...state, verified: true }),
    ProfileRevised: (state, { shopName, trade, region }) =>
      state.status === 'none' ? state : { ...state, shopName, trade, region },
  }),
}
