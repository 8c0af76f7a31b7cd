import type { MerchantRow } from '../rows/people.ts'
import { insert, update, type View } from '../view.ts'

/** Each shop's profile. */
export const merchants: View<MerchantRow> = {
  name: 'merchants',
  version: 2,
  // It names the owner, which is nobody's business on the wire.
  private: true,
  sealed: true,
  indexes: [{ key: { verification: 1, registeredAt: 1 } }, { key: { trade: 1, region: 1 } }],
  on: {
    MerchantRegistered: ({ data }) => {
      const { merchantId, shopName, trade, region, businessNumber, verification, ownerName, email, at } = data
      const profile = { merchantId, shopName, trade, region, businessNumber, verification, ownerName, email }
      return [insert<MerchantRow>(merchantId, { ...profile, registeredAt: at })]
    },
    BusinessConfirmed: ({ data: { merchantId } }) => [
      update<MerchantRow>(merchantId, (row) => ({ ...row, verification: 'verified' })),
    ],
    ProfileRevised: ({ data: { merchantId, shopName, trade, region } }) => [
      update<MerchantRow>(merchantId, (row) => ({ ...row, shopName, trade, region })),
    ],
  },
}
