/** What the API answers, written down here once more because the web knows the API only by HTTP. */

export const CHANNELS = ['uridongne-tv', 'ringobiz', 'genie-tv', 'instagram', 'naver-blog', 'kakao'] as const
export type ChannelId = (typeof CHANNELS)[number]
export type Source = ChannelId | 'direct'
export const SOURCES: readonly Source[] = [...CHANNELS, 'direct']

export const PURPOSES = ['new-customers', 'regulars', 'sales', 'launch', 'season', 'clearance'] as const
export type Purpose = (typeof PURPOSES)[number]

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
export type Season = 'spring' | 'summer' | 'autumn' | 'winter'

/** What every row has; `position` says which of two is newer. */
export interface Row {
  id: string
  merchantId: string
  position: number
}

export interface Plan {
  title: string
  idea: string
  prize: string
  mechanic: string
  channels: ChannelId[]
  days: number
  expectedEntries: number
  expectedReach: number
  cost: number
  effort: 'low' | 'medium' | 'high'
  why: string
  hashtags: string[]
}

export const PHASES = ['planning', 'images', 'publishing', 'running', 'draw', 'closed'] as const
export type Phase = (typeof PHASES)[number]
export type PromotionStatus = 'draft' | 'scheduled' | 'running' | 'ended' | 'cancelled'

export interface PromotionRow extends Row {
  purpose: Purpose
  status: PromotionStatus
  phase: Phase
  createdAt: string
  updatedAt: string
  title?: string
  prize?: string
  body?: string
  hashtags: string[]
  channels: ChannelId[]
  startsAt?: string
  endsAt?: string
  launchedAt?: string
  endedAt?: string
  cancelReason?: string
  drawnAt?: string
  /** The approved pictures, and whether they still say what the promotion says. */
  pictures?: { contentId: string; style: Style; facts: ContentFacts; approvedAt: string; isCurrent: boolean }
  /** How many winners were drawn. */
  winners?: number
  recommendationId?: string
  plan?: Plan
  distributionId?: string
  entries: number
}

export type PostState =
  | 'publishing'
  | 'held'
  | 'delayed'
  | 'unconfirmed'
  | 'handed-over'
  | 'published'
  | 'failed'
  | 'skipped'
  | 'taking-down'
  | 'taken-down'
  | 'take-down-failed'

export interface TargetRow {
  channel: ChannelId
  state: PostState
  attempts: number
  startedAt: string
  changedAt: string
  settledAt?: string
  postId?: string
  url?: string
  code?: string
  reason?: string
  heldUntil?: string
  retryAt?: string
  overdue: boolean
  text?: string
  imageUrl?: string
}

export interface DistributionRow extends Row {
  promotionId: string
  requestedAt: string
  targets: Partial<Record<ChannelId, TargetRow>>
  settled: number
  total: number
}

export interface Trend {
  topic: string
  finding: string
  source: string
}

export interface Usage {
  provider: string
  model: string
  inputTokens: number
  outputTokens: number
  costUsd: number
  failedFirst?: string[]
}

export interface RecommendationResult {
  criteria: { trade: Trade; region: Region; purpose: Purpose; season: Season }
  trends: Trend[]
  plans: Plan[]
  usage?: Usage
  cached: boolean
}

export const STYLES = ['warm', 'bold', 'paper'] as const
export type Style = (typeof STYLES)[number]

export interface ContentFacts {
  promotionId: string
  shopName: string
  title: string
  prize: string
  startsAt?: string
  endsAt?: string
  entryUrl: string
}

export interface MediaFile {
  hash: string
  mime: 'image/png' | 'image/jpeg' | 'video/mp4'
  width: number
  height: number
  bytes: number
  seconds?: number
}

/** One picture or clip, and what it was made of. */
export interface CreativeRow {
  state: 'waiting' | 'made' | 'failed'
  round: number
  words: { title?: string; prize?: string }
  changedAt: string
  file?: MediaFile
  lineage?: {
    model: string
    background?: string
    crop?: { x: number; y: number; width: number; height: number }
    kept: boolean
  }
  code?: string
  reason?: string
  /** Hash of the file that was approved. */
  approved?: string
}

export const PIECES = [
  'instagram-square',
  'instagram-portrait',
  'naver-blog',
  'kakao',
  'link',
  'uridongne-tv',
  'genie-tv',
  'uridongne-tv-clip',
  'genie-tv-clip',
] as const
export type Piece = (typeof PIECES)[number]

export interface ContentRow extends Row {
  promotionId: string
  style: Style
  facts: ContentFacts
  model: string
  script: { text: string; syllables: number; seconds: number }
  requestedAt: string
  creatives: Partial<Record<Piece, CreativeRow>>
  background?: { prompt: string; file: MediaFile; usage: { provider: string; model: string; costUsd: number } }
  skipped?: { code: string; reason: string }
  approvedAt?: string
}

export interface JobRow extends Row {
  kind: 'recommendation' | 'distribution' | 'content'
  status: 'running' | 'done' | 'failed'
  percent: number
  step: string
  startedAt: string
  finishedAt?: string
  criteria?: RecommendationResult['criteria']
  result?: RecommendationResult
  error?: { code: string; reason: string }
}

export interface ChannelFigures {
  reach: number
  clicks: number
  entries: number
  costWon: number
}

export interface Figures extends ChannelFigures {
  channels: Partial<Record<Source, ChannelFigures>>
  days: Record<string, number>
  hours: Record<string, number>
}

export interface DashboardRow extends Row, Figures {
  updatedAt: string
}

export interface TimelineRow extends Row {
  promotionId: string
  at: string
  type: string
  params: Record<string, string | number>
}

export interface NoticeRow extends Row {
  at: string
  severity: 'info' | 'attention' | 'failure'
  kind: string
  params: Record<string, string | number>
  promotionId?: string
  /** False once what it is about is settled. */
  open: boolean
}

/** A shop's entries on one date in Korea. */
export interface DayRow extends Row {
  date: string
  entries: number
}

export interface EntryRow extends Row {
  promotionId: string
  name: string
  phone: string
  source: Source
  at: string
  /** Place in the draw, from 1. */
  won?: number
}

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

export interface NextAction {
  kind: string
  promotionId?: string
  distributionId?: string
  channel?: ChannelId
}

export interface HomeView {
  shop: Shop
  /** `usual` is null while there is nothing to compare with. */
  today: { date: string; entries: number; usual: number | null }
  running: PromotionRow[]
  scheduled: PromotionRow[]
  drafts: PromotionRow[]
  nextAction: NextAction | null
  notices: NoticeRow[]
}

export interface Page<T> {
  items: T[]
  next?: string
}

export interface PreflightItem {
  channel: ChannelId
  mode: string
  problems: { code: string; params: Record<string, string | number> }[]
  holdUntil?: string
}

export interface ResultsView {
  promotions: (DashboardRow & { title: string; status: PromotionStatus })[]
  totals: ChannelFigures
  more: boolean
}

/** A shop whose business number an operator is to confirm. */
export type WaitingShop = Omit<Shop, 'email'>

export interface AuditedEvent {
  id: string
  revision: number
  position: number
  type: string
  at: string
  /** Account id, `saga:<name>` or `public`. */
  actor: string
  v: number
  data: Record<string, unknown>
  hash: string
}

/** A stream as it was recorded, up to an instant if one was asked for. */
export interface AuditedStream {
  stream: string
  events: AuditedEvent[]
  /** What the events add up to. */
  state: unknown
  /** The verdict on the whole stream, whatever the instant. */
  chain: { intact: boolean; brokenAt?: number }
}

export interface PublicPromotion {
  promotionId: string
  shopName: string
  title: string
  prize: string
  body: string
  startsAt?: string
  endsAt?: string
  status: PromotionStatus
  entries: number
  imageUrl: string
  /** 1200×630, for previews of links. */
  previewUrl: string
}

/** The answer to a command. */
export interface Accepted {
  id: string
  revision: number
  position: number
  repeated: boolean
  jobId?: string
  job?: JobRow
  verification?: Shop['verification']
}

/** RFC 9457. */
export interface Problem {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  errors?: { path: string; message: string }[]
}
