import type { AiOutcome, AiTask } from '../domain/ai-models.ts'
import type { Document, Duty, Version } from '../domain/assistant-definition.ts'
import type { ChannelId, Source } from '../domain/channel.ts'
import type { Evidence } from '../domain/consultation.ts'
import type { Background, Lineage } from '../domain/content.ts'
import type { ContentFacts, MediaFile, Piece, Style, Words } from '../domain/creative.ts'
import type { Region, Trade } from '../domain/merchant.ts'
import type { PostState } from '../domain/post.ts'
import type { Criteria, Plan, Purpose, Trend, Usage } from '../domain/recommendation.ts'
import type { Citation, Draft, InterruptedWhy, OfflineWhy, ReplySource, ReplyUsage } from '../domain/reply.ts'
import type { RingbackScript } from '../domain/ringback.ts'

/**
 * What every row of every view has. `position` is the commit position of the last event that changed it:
 * the guard against applying an event twice, and the sequence id of the live stream. Positions stay below 2^53.
 */
export interface Row {
  _id: string
  merchantId: string
  position: number
}

export type Phase = 'planning' | 'images' | 'publishing' | 'running' | 'draw' | 'closed'

/** View `promotions`: the list and the detail. */
export interface PromotionRow extends Row {
  purpose: Purpose
  status: 'draft' | 'scheduled' | 'running' | 'ended' | 'cancelled'
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
  recommendationId?: string
  plan?: Plan
  drawnAt?: string
  /** The pictures that were approved, and whether they still say what the promotion says. */
  pictures?: { contentId: string; style: Style; facts: ContentFacts; approvedAt: string; isCurrent: boolean }
  /** How many winners were drawn. */
  winners?: number
  /** The newest distribution of this promotion. */
  distributionId?: string
  entries: number
}

/** One picture or clip of a promotion. */
export interface CreativeRow {
  state: 'waiting' | 'made' | 'failed'
  round: number
  /** Words that were written over for this one. */
  words: Words
  changedAt: string
  file?: MediaFile
  lineage?: Lineage
  code?: string
  reason?: string
  /** Hash of the file that was approved. */
  approved?: string
}

/** View `contents`: the creatives of a promotion in one style. `_id` is the content id, and the job's. */
export interface ContentRow extends Row {
  promotionId: string
  style: Style
  facts: ContentFacts
  model: string
  script: RingbackScript
  requestedAt: string
  creatives: Partial<Record<Piece, CreativeRow>>
  background?: Background
  /** Why there is no painted background where a model was to paint one. */
  skipped?: { code: string; reason: string }
  approvedAt?: string
  /** Every file of it, and those that anybody may see. */
  hashes: string[]
  published: string[]
}

/** One channel's row on the launch board. */
export interface TargetRow {
  channel: ChannelId
  state: PostState
  attempts: number
  startedAt: string
  /** When it reached its present state. */
  changedAt: string
  /** When the first publish of this try was settled; with startedAt it gives the seconds taken. */
  settledAt?: string
  postId?: string
  url?: string
  code?: string
  reason?: string
  heldUntil?: string
  retryAt?: string
  /** True once a deadline has passed without an answer: a person should look. */
  overdue: boolean
  /** Ready-to-paste package of an assisted channel. */
  text?: string
  imageUrl?: string
}

/** View `distributions`. */
export interface DistributionRow extends Row {
  promotionId: string
  requestedAt: string
  targets: Partial<Record<ChannelId, TargetRow>>
  /** Targets that are settled (published, failed, skipped, handed over, taken down), of all. */
  settled: number
  total: number
}

/** View `jobs`: every long task, by polling and by push. */
export interface JobRow extends Row {
  kind: 'recommendation' | 'distribution' | 'content'
  status: 'running' | 'done' | 'failed'
  percent: number
  /** Named step the job is at, a key for the screens' words. */
  step: string
  startedAt: string
  finishedAt?: string
  /** For a recommendation still under way: what it is about; later it stands in the result. */
  criteria?: Criteria
  /** For a distribution: which channels are settled; the percent is made of it. */
  channels?: Partial<Record<ChannelId, boolean>>
  /** For pictures: which of them are settled; the percent is made of it. */
  pieces?: Partial<Record<Piece, boolean>>
  /** For a recommendation: its plans. For a distribution: nothing (see the view distributions). */
  result?: { criteria: Criteria; trends: Trend[]; plans: Plan[]; usage?: Usage; cached: boolean }
  error?: { code: string; reason: string }
}

/** Reach, entries and cost of one channel. */
export interface ChannelFigures {
  reach: number
  clicks: number
  entries: number
  costWon: number
}

/** What one post has brought so far, as its channel reports it. */
export type PostFigures = Omit<ChannelFigures, 'entries'>

/** View `dashboards`: one per promotion. */
export interface DashboardRow extends Row {
  entries: number
  reach: number
  clicks: number
  costWon: number
  channels: Partial<Record<Source, ChannelFigures>>
  /** Figures by distribution and channel, of which the sums above are made. */
  posts: Record<string, Partial<Record<ChannelId, PostFigures>>>
  /** Entries a day, by KST date `2026-11-21`. */
  days: Record<string, number>
  /** Entries by weekday and hour in KST, key `<0-6>-<0-23>`, Sunday is 0. */
  hours: Record<string, number>
  updatedAt: string
}

/** View `days`: a shop's entries on one KST date, over all its promotions. `_id` is `<merchantId>_<date>`. */
export interface DayRow extends Row {
  date: string
  entries: number
  channels: Partial<Record<Source, number>>
  /** By promotion id. */
  promotions: Record<string, number>
}

/** View `timeline`: one row per event of a promotion and its distributions; entries and measurements left out. `_id` is the event id. */
export interface TimelineRow extends Row {
  promotionId: string
  at: string
  type: string
  /** What the sentence of this event type needs (channel, title, reason, until, …). */
  params: Record<string, string | number>
}

/** View `notices`: what a person should know or do; one at a time for a channel's post. */
export interface NoticeRow extends Row {
  at: string
  severity: 'info' | 'attention' | 'failure'
  /** A key for the screens' words: `channel-skipped`, `post-failed`, `post-overdue`, `business-awaiting`, … */
  kind: string
  params: Record<string, string | number>
  promotionId?: string
  /** False once what it is about is settled. */
  open: boolean
  /** When it ends by itself, left open or not. */
  until?: string
}

/** View `entries`: who entered; personal fields are decrypted for the merchant only. `_id` is the entry id. */
export interface EntryRow extends Row {
  promotionId: string
  name: string
  phone: string
  source: Source
  at: string
  /** Place in the draw, from 1; left out for those who did not win. */
  won?: number
}

/** View `merchants`: the profile. `_id` is the merchant id. */
export interface MerchantRow extends Row {
  shopName: string
  trade: Trade
  region: Region
  businessNumber: string
  verification: 'verified' | 'awaiting-confirmation'
  ownerName: string
  email: string
  registeredAt: string
}

/** View `colleagues`: who has an account in a shop; never published. `_id` is the account id. */
export interface ColleagueRow extends Row {
  role: AccountRow['role']
  name: string
}

/** View `accounts`: what sign-in needs; never published. `_id` is the keyed hash of the e-mail. */
export interface AccountRow extends Row {
  accountId: string
  role: 'owner' | 'staff' | 'auditor' | 'operator'
  name: string
  passwordHash: string
}

/** One document of an assistant, and how far it has been read. */
export interface KnowledgeDocument extends Omit<Document, 'documentId'> {
  status: 'reading' | 'indexing' | 'ready' | 'refused'
  addedAt: string
  /** Pieces it was cut into; with those written so far it gives the progress. */
  passages?: number
  /** Model that its passages were embedded with: a question has to be embedded with the same. */
  model?: string
  note?: { code: string; read: number; of: number }
  code?: string
  reason?: string
}

/** View `assistants`: the studio's and the catalogue's; never published, since not everybody of a shop may see every one. */
export interface AssistantRow extends Row {
  pack: boolean
  createdAt: string
  updatedAt: string
  /** The newest version, which the studio shows. */
  latest: Version
  /** The version in the catalogue; conversations use it. */
  published?: Version & { at: string }
  /** The newest versions, newest first; all of them are in `assistant_versions`. */
  versions: { version: number; at: string; why: string; name: string }[]
  documents: Record<string, KnowledgeDocument>
  /** Who may use it once it is published: `role:owner` always, `role:staff`, `account:<id>`. */
  readers: string[]
  /** Counts what changed about its documents, so that what is kept of them in memory can be told to be stale. */
  knowledge: number
}

/** View `consultations`: a conversation's duties of explanation and their evidence; never published. `_id` is the conversation's. */
export interface ConsultationRow extends Row {
  accountId: string
  assistantId: string
  assistantVersion: number
  openedAt: string
  duties: (Omit<Duty, 'phrases'> & { evidence?: Omit<Evidence, 'dutyId'> & { at: string } })[]
  /** A check was asked for and has not ended. */
  isChecking: boolean
  checked?: { messages: number; model: string; at: string }
  completedAt?: string
}

/** View `assistant_versions`: every version whole. `_id` is `<assistantId>_<version>`. */
export interface AssistantVersionRow extends Row {
  assistantId: string
  at: string
  why: string
  content: Version
}

/** View `conversations`: one person's chats. `_id` is the conversation id. */
export interface ConversationRow extends Row {
  accountId: string
  assistantId: string
  title: string
  startedAt: string
  updatedAt: string
  messages: number
  /** The newest turn, of which the pieces of the live stream are. */
  turn: number
  /** Whether a reply is being written. */
  writing: boolean
  archived: boolean
}

/** View `messages`: what a person said, and what was answered. `_id` is the message's or the reply's id. */
export interface MessageRow extends Row {
  conversationId: string
  accountId: string
  by: 'person' | 'assistant'
  text: string
  at: string
  /** Place in the conversation. */
  order: number
  status: 'writing' | 'completed' | 'interrupted'
  turn?: number
  endedAt?: string
  why?: InterruptedWhy
  code?: string
  citations: Citation[]
  sources: ReplySource[]
  draft?: Draft
  usage?: ReplyUsage
  /** Why the offline assistant answered, if it did. */
  offline?: OfflineWhy
  feedback?: { helpful: boolean; reason?: string }
  /** The promotion that the draft became. */
  promotionId?: string
}

/** View `assistant_results`: how well an assistant does with a model. `_id` is `<merchantId>_<assistantId>_<model>`. */
export interface AssistantResultRow extends Row {
  assistantId: string
  model: string
  completed: number
  interrupted: number
  helpful: number
  unhelpful: number
  inputTokens: number
  outputTokens: number
  costUsd: number
  /** How many replies said how long the first word took, and the sum of it in milliseconds. */
  timed: number
  firstTokenMs: number
}

/** View `model_usage`: what a model was asked on one KST date for one task and assistant, and what it took. */
export interface ModelUsageRow extends Row {
  date: string
  month: string
  task: AiTask
  provider: string
  model: string
  assistantId?: string
  outcomes: Partial<Record<AiOutcome, number>>
  /** Failures by their kind. */
  failures: Record<string, number>
  inputTokens: number
  outputTokens: number
  costUsd: number
  /** Pieces of personal data that were masked. */
  masked: number
  /** How many answers took how long, by the steps of the view. */
  latency: number[]
  firstToken: number[]
}

/** What a shop's AI cost in one month. */
export interface AiMonth {
  spentUsd: number
  calls: number
  warnedAt?: string
  exhaustedAt?: string
}

/** View `ai_budgets`: `_id` is the merchant id. */
export interface AiBudgetRow extends Row {
  /** US dollars; null is no limit. */
  monthlyUsd: number | null
  /** By month, `2026-11`. */
  months: Record<string, AiMonth>
}
