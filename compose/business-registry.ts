import type { Db } from 'mongodb'
import { ntsRegistry, ntsSandbox } from '../adapters/business-registry/nts.ts'
import type { BusinessRegistry } from '../adapters/business-registry/port.ts'
import type { Config } from '../adapters/config/config.ts'
import { openCache } from '../adapters/mongo/cache.ts'
import type { Breakers } from '../adapters/resilience/breakers.ts'
import { partnerLimits } from './services.ts'

/** Requirement A1: a valid answer is kept for a day. */
const VALID_MS = 24 * 3_600_000

/** The tax office's registry, or its sandbox; valid answers are kept in MongoDB. */
export async function connectBusinessRegistry(
  config: Config,
  partnersUrl: string | undefined,
  db: Db,
  breakers: Breakers,
): Promise<BusinessRegistry['verifyBusiness']> {
  const env = { ...(partnersUrl ? ntsSandbox(partnersUrl) : {}), ...config.env }
  const kept = await openCache<unknown>(db, 'business_checks', { ttlMs: VALID_MS })
  const registry = ntsRegistry(env, { guard: breakers.guard('nts', partnerLimits(config)), cache: kept })
  return (business) => registry.verifyBusiness(business)
}
