import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../adapters/ai/local-embedder.ts'
import { type PassageRow, passageRow } from '../adapters/knowledge/passage.ts'
import { Definition } from '../domain/assistant-definition.ts'
import type { AssistantResultRow, AssistantRow, ConsultationRow } from '../projections/rows/assistants.ts'
import type { ContentRow } from '../projections/rows/contents.ts'
import type { ConversationRow, MessageRow } from '../projections/rows/conversations.ts'
import type { DistributionRow } from '../projections/rows/distributions.ts'
import type { DashboardRow } from '../projections/rows/figures.ts'
import type { JobRow } from '../projections/rows/jobs.ts'
import type { MerchantRow } from '../projections/rows/people.ts'
import type { EntryRow, NoticeRow, PromotionRow, TimelineRow } from '../projections/rows/promotions.ts'
import { NOW, type World } from './harness.ts'

const minutes = (count: number) => new Date(Date.parse(NOW) + count * 60_000).toISOString()

/** Rows as the projections would make them, for tests; every one can be told apart by its merchant and number. */
export const sample = {
  merchant: (merchantId: string): MerchantRow => ({
    _id: merchantId,
    merchantId,
    position: 1,
    shopName: `${merchantId} 커피`,
    trade: 'cafe',
    region: 'seoul',
    businessNumber: '1234567891',
    verification: 'verified',
    ownerName: '김하늘',
    email: `${merchantId}@madang.example`,
    registeredAt: '2026-01-01T00:00:00.000Z',
  }),
  promotion: (merchantId: string, number: number, more: Partial<PromotionRow> = {}): PromotionRow => ({
    _id: `${merchantId}-p${number}`,
    merchantId,
    position: 10 + number,
    purpose: 'regulars',
    status: 'running',
    phase: 'running',
    createdAt: minutes(number),
    updatedAt: minutes(number),
    title: `가을 라떼 ${number}`,
    prize: '아메리카노 한 잔',
    body: '들러 주세요.',
    hashtags: [],
    channels: ['instagram', 'naver-blog'],
    startsAt: minutes(0),
    endsAt: minutes(10_000),
    entries: number,
    ...more,
  }),
  distribution: (merchantId: string, number: number): DistributionRow => ({
    _id: `${merchantId}-d${number}`,
    merchantId,
    position: 200 + number,
    promotionId: `${merchantId}-p1`,
    requestedAt: minutes(number),
    targets: {
      instagram: {
        channel: 'instagram',
        state: 'failed',
        attempts: 3,
        startedAt: minutes(0),
        changedAt: minutes(1),
        settledAt: minutes(1),
        code: 'UPSTREAM',
        reason: 'It did not answer.',
        overdue: false,
      },
    },
    settled: 1,
    total: 1,
  }),
  job: (merchantId: string, number: number): JobRow => ({
    _id: `${merchantId}-j${number}`,
    merchantId,
    position: 300 + number,
    kind: 'distribution',
    status: 'running',
    percent: 50,
    step: 'publishing',
    startedAt: NOW,
    channels: { instagram: true },
  }),
  content: (merchantId: string, number: number): ContentRow => ({
    _id: `${merchantId}-c${number}`,
    merchantId,
    position: 800 + number,
    promotionId: `${merchantId}-p1`,
    style: 'warm',
    facts: {
      promotionId: `${merchantId}-p1`,
      trade: 'cafe',
      shopName: `${merchantId} 커피`,
      title: '가을 라떼 1',
      prize: '아메리카노 한 잔',
      entryUrl: `https://madang.example/p/${merchantId}-p1`,
    },
    model: 'local',
    script: { text: '안녕하세요.', syllables: 5, seconds: 1.4 },
    requestedAt: minutes(number),
    creatives: {
      link: {
        state: 'made',
        round: 1,
        words: {},
        changedAt: minutes(number),
        file: { hash: 'ab'.repeat(32), mime: 'image/jpeg', width: 1200, height: 630, bytes: 90_000 },
        lineage: { model: 'local', kept: false },
      },
    },
    hashes: ['ab'.repeat(32)],
    published: [],
  }),
  dashboard: (merchantId: string, number: number): DashboardRow => ({
    _id: `${merchantId}-p${number}`,
    merchantId,
    position: 400 + number,
    entries: number,
    reach: 100,
    clicks: 10,
    costWon: 1_000,
    channels: { instagram: { reach: 100, clicks: 10, entries: number, costWon: 1_000 } },
    posts: {},
    days: { '2026-11-21': number },
    hours: { '6-12': number },
    updatedAt: NOW,
  }),
  timeline: (merchantId: string, number: number): TimelineRow => ({
    _id: `${merchantId}-t${number}`,
    merchantId,
    position: 500 + number,
    promotionId: `${merchantId}-p1`,
    at: minutes(number),
    type: 'PostPublished',
    params: { channel: 'instagram', attempt: 1 },
  }),
  notice: (merchantId: string, number: number): NoticeRow => ({
    _id: `${merchantId}-n${number}`,
    merchantId,
    position: 600 + number,
    at: minutes(number),
    severity: 'failure',
    open: true,
    kind: 'post-failed',
    params: { channel: 'instagram' },
    promotionId: `${merchantId}-p1`,
  }),
  assistant: (merchantId: string): AssistantRow => {
    const version = { ...Definition.parse({ name: '안내 도우미' }), version: 1, knowledgeIds: [`${merchantId}-doc`] }
    const document = { title: '안내.md', hash: 'a'.repeat(64), mime: 'text/markdown', bytes: 900, addedAt: NOW }
    return {
      _id: `${merchantId}-as1`,
      merchantId,
      position: 800,
      pack: false,
      createdAt: NOW,
      updatedAt: NOW,
      latest: version,
      published: { ...version, at: NOW },
      versions: [{ version: 1, at: NOW, why: 'edited', name: version.name }],
      documents: {
        [`${merchantId}-doc`]: { ...document, status: 'ready', passages: 1, model: LOCAL_EMBEDDING_MODEL },
      },
      readers: ['role:owner', 'role:staff', 'role:auditor'],
      knowledge: 1,
    }
  },
  conversation: (merchantId: string): ConversationRow => ({
    _id: `${merchantId}-v1`,
    merchantId,
    accountId: `${merchantId}-owner`,
    position: 802,
    assistantId: `${merchantId}-as1`,
    title: '주차 안내',
    startedAt: NOW,
    updatedAt: NOW,
    messages: 1,
    turn: 1,
    writing: false,
    archived: false,
  }),
  message: (merchantId: string): MessageRow => ({
    _id: `${merchantId}-v1_m1`,
    conversationId: `${merchantId}-v1`,
    merchantId,
    accountId: `${merchantId}-owner`,
    position: 802,
    by: 'person',
    text: '주차는 얼마 동안 되나요?',
    at: NOW,
    order: 1,
    status: 'completed',
    citations: [],
    sources: [],
  }),
  assistantResult: (merchantId: string): AssistantResultRow => ({
    _id: `${merchantId}_${merchantId}-as1_local`,
    merchantId,
    position: 802,
    assistantId: `${merchantId}-as1`,
    model: 'local',
    completed: 3,
    interrupted: 1,
    helpful: 2,
    unhelpful: 1,
    inputTokens: 900,
    outputTokens: 300,
    costUsd: 0.01,
    timed: 3,
    firstTokenMs: 600,
  }),
  consultation: (merchantId: string): ConsultationRow => ({
    _id: `${merchantId}-c9`,
    merchantId,
    position: 801,
    accountId: `${merchantId}-owner`,
    assistantId: `${merchantId}-as1`,
    assistantVersion: 1,
    openedAt: NOW,
    duties: [{ dutyId: 'refund', title: '환불 안내', text: '7일 안에 된다고 알린다.', by: 'assistant' }],
    isChecking: false,
  }),
  passage: (merchantId: string): PassageRow => {
    const text = 'Parking is free for one hour.'
    const ref = {
      merchantId,
      assistantId: `${merchantId}-as1`,
      documentId: `${merchantId}-doc`,
      documentTitle: '안내.md',
    }
    const [vector] = embedLocally([text])
    return passageRow({ ...ref, model: LOCAL_EMBEDDING_MODEL }, { n: 1, text }, vector as Float32Array)
  },
  entry: (merchantId: string, number: number): EntryRow => ({
    _id: `${merchantId}-p1.e${number}`,
    merchantId,
    promotionId: `${merchantId}-p1`,
    position: 700 + number,
    name: '이바다',
    phone: '01012345678',
    source: 'instagram',
    // Many enter in the same second: the id has to break the tie.
    at: minutes(Math.floor(number / 3)),
  }),
}

/** A shop in mid-campaign: five promotions of every status, one of them with everything around it. */
export async function seedShop({ put, db }: World, merchantId: string): Promise<void> {
  const status = ['running', 'draft', 'scheduled', 'ended', 'cancelled'] as const
  await put('merchants', sample.merchant(merchantId))
  const made = sample.assistant(merchantId)
  await put('assistants', made)
  await put('consultations', sample.consultation(merchantId))
  await put('conversations', sample.conversation(merchantId))
  await put('messages', sample.message(merchantId))
  await put('assistant_results', sample.assistantResult(merchantId))
  const { latest: content, _id: assistantId } = made
  const version = { merchantId, position: 800, assistantId, at: NOW, why: 'edited', content }
  await put('assistant_versions', { _id: `${assistantId}_1`, ...version })
  await put('colleagues', { _id: `${merchantId}-owner`, merchantId, position: 1, role: 'owner', name: '김하늘' })
  const { _id, ...passage } = sample.passage(merchantId)
  await db.collection<PassageRow>('passages').replaceOne({ _id }, passage, { upsert: true })
  for (const [index, each] of status.entries()) {
    const number = index + 1
    const distributed = number === 1 ? { distributionId: `${merchantId}-d2` } : {}
    await put('promotions', sample.promotion(merchantId, number, { status: each, ...distributed }))
  }
  for (const number of [1, 4]) await put('dashboards', sample.dashboard(merchantId, number))
  for (const number of [1, 2]) await put('distributions', sample.distribution(merchantId, number))
  await put('jobs', sample.job(merchantId, 1))
  await put('contents', sample.content(merchantId, 1))
  for (const [date, entries] of Object.entries({ '2026-11-21': 7, '2026-11-14': 4, '2026-11-07': 8 }))
    await put('days', {
      _id: `${merchantId}_${date}`,
      merchantId,
      position: 50,
      date,
      entries,
      channels: { instagram: entries },
      promotions: {},
    })
  for (let number = 1; number <= 7; number += 1) {
    await put('timeline', sample.timeline(merchantId, number))
    await put('notices', sample.notice(merchantId, number))
    await put('entries', sample.entry(merchantId, number))
  }
}
