import type { Row } from './answer.ts'

export const TRADES = [
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
] as const
export type Trade = (typeof TRADES)[number]

export const REGIONS = [
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
] as const
export type Region = (typeof REGIONS)[number]

export interface Shop extends Row {
  shopName: string
  trade: Trade
  region: Region
  businessNumber: string
  verification: 'verified' | 'awaiting-confirmation'
  ownerName: string
  email: string
  registeredAt: string
}

export interface Me {
  accountId: string
  merchantId: string
  role: 'owner' | 'staff' | 'auditor' | 'operator'
  name: string
  /** Null for an operator. */
  shop: Shop | null
}

/** A shop whose business number an operator is to confirm. */
export type WaitingShop = Omit<Shop, 'email'>

/** Whose account an address signs in to, as an operator is told; what to know the person by. */
export interface FoundAccount extends Pick<Me, 'accountId' | 'name' | 'role'> {
  /** Null for an operator. */
  shop: Pick<Shop, 'shopName' | 'businessNumber' | 'ownerName'> | null
}
