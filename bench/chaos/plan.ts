import { ChannelId } from '../../domain/channel.ts'
import { Purpose } from '../../domain/recommendation.ts'
import { Season } from '../../domain/season.ts'
import type { Behaviour } from '../../embedded/partners/script.ts'
import { type Random, seeded } from './random.ts'

export const SERVERS = ['eventstore', 'mongo', 'nats'] as const
export const APPS = ['app-1', 'app-2'] as const
export type Target = (typeof SERVERS)[number] | (typeof APPS)[number] | 'everything'

/** Something that happens to a process. A killed app is started again after `forMs`, a server by its keeper at once. */
export interface ProcessFault {
  atMs: number
  target: Target
  kind: 'kill' | 'freeze'
  forMs: number
}

/** What a partner does to the calls of one round, over and over. */
export interface PartnerFault {
  partner: string
  behaviours: Behaviour[]
}

/** One promotion from its draft to its end. */
export interface Campaign {
  key: string
  shop: number
  atMs: number
  purpose: Purpose
  season: Season
  recommendation: 'none' | 'asked' | 'chosen'
  start: 'launch' | 'schedule' | 'distribute'
  channels: ChannelId[]
  entries: number
  ending: 'none' | 'draw' | 'cancel' | 'take-down' | 'retry'
}

/** A shop that signs up in the midst of it all. */
export interface SignUp {
  key: string
  atMs: number
  /** No other sign-up of the same seed has it. */
  number: number
}

export interface RoundPlan {
  seed: number
  round: number
  faultsMs: number
  signUps: SignUp[]
  processes: ProcessFault[]
  partners: PartnerFault[]
  campaigns: Campaign[]
}

export interface PlanOptions {
  seed: number
  round: number
  shops: number
  campaigns: number
  faultsMs: number
}

/** Instagram takes a hundred posts a day, and one sandbox serves ten rounds. */
const CHANNEL_SHARE: Record<ChannelId, number> = {
  'uridongne-tv': 0.7,
  ringobiz: 0.7,
  'genie-tv': 0.7,
  instagram: 0.6,
  'naver-blog': 0.3,
  kakao: 0.7,
}
const PARTNERS = ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'kakao', 'nts']
/** A breaker opens above 5 % failures, so most of what gets through to the sagas fails more rarely than that. */
const FAULT_SHARES = [0, 0.04, 0.04, 0.15, 0.5]
const SCRIPT_LENGTH = 50
const SIGN_UPS = 3
/** Endings that are followed by long waits come early in a round. */
const SLOW_ENDINGS = new Set<Campaign['ending']>(['cancel', 'take-down'])

/** Everything that is to happen in one round; the same for the same options. */
export function planRound(options: PlanOptions): RoundPlan {
  const { seed, round, faultsMs } = options
  const random = seeded(seed * 1_000_003 + round)
  return {
    seed,
    round,
    faultsMs,
    processes: Array.from({ length: random.int(2, 5) }, () => processFault(random, faultsMs)).sort(byTime),
    partners: PARTNERS.map((partner) => partnerFault(random, partner)),
    campaigns: Array.from({ length: options.campaigns }, (_, index) =>
      campaign(random, `${round}-${index}`, options),
    ).sort(byTime),
    signUps: Array.from({ length: SIGN_UPS }, (_, index) => ({
      key: `${round}-shop-${index}`,
      atMs: random.int(0, Math.round(faultsMs * 0.8)),
      number: 1_000 + round * SIGN_UPS + index,
    })),
  }
}

const byTime = (a: { atMs: number }, b: { atMs: number }) => a.atMs - b.atMs

/** Freezes go up to well beyond a lease's time, so that a frozen app finds its roles with another when it wakes. */
function processFault(random: Random, faultsMs: number): ProcessFault {
  const target = random.chance(0.06) ? 'everything' : random.pick<Target>([...SERVERS, ...APPS, ...APPS])
  const kind = target === 'everything' || random.chance(0.6) ? 'kill' : 'freeze'
  const atMs = random.int(300, faultsMs - 300)
  return { atMs, target, kind, forMs: kind === 'kill' ? random.int(0, 1_500) : random.int(300, 7_500) }
}

function partnerFault(random: Random, partner: string): PartnerFault {
  const share = random.pick(FAULT_SHARES)
  const behaviours = Array.from({ length: SCRIPT_LENGTH }, () => behaviour(random, share))
  return { partner, behaviours }
}

function behaviour(random: Random, share: number): Behaviour {
  if (!random.chance(share))
    return random.chance(0.1) ? { kind: 'latency', ms: random.int(100, 2_500) } : { kind: 'ok' }
  return random.pick<Behaviour>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, retryAfter: 1 },
    { kind: 'rate-limit', retryAfter: 1 },
    { kind: 'timeout' },
    { kind: 'timeout-after-success' },
    { kind: 'reset' },
    { kind: 'reset-after-success' },
    { kind: 'reset-after-success' },
    { kind: 'garbage' },
    { kind: 'garbage-after-success' },
  ])
}

function campaign(random: Random, key: string, { shops, faultsMs }: PlanOptions): Campaign {
  const channels = ChannelId.options.filter((channel) => random.chance(CHANNEL_SHARE[channel]))
  const ending = random.pick<Campaign['ending']>(['none', 'none', 'draw', 'cancel', 'take-down', 'retry', 'retry'])
  return {
    key,
    shop: random.int(0, shops - 1),
    atMs: random.int(0, Math.round(faultsMs * (SLOW_ENDINGS.has(ending) ? 0.3 : 0.8))),
    purpose: random.pick(Purpose.options),
    season: random.pick(Season.options),
    recommendation: random.pick(['none', 'asked', 'chosen']),
    start: random.pick(['launch', 'schedule', 'distribute', 'distribute']),
    channels: channels.length > 0 ? channels : ['ringobiz'],
    entries: random.int(0, 12),
    ending,
  }
}
