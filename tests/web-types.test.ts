import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { Colleague } from '#lib/api/colleague.ts'
import type { DistributionRow } from '#lib/api/distribution.ts'
import type { EntryRow } from '#lib/api/entry.ts'
import type { Found } from '#lib/api/found.ts'
import type { NextAction, NoticeRow } from '#lib/api/home.ts'
import type { JobRow } from '#lib/api/job.ts'
import type { PromotionRow, TimelineRow } from '#lib/api/promotion.ts'
import type { DashboardRow } from '#lib/api/results.ts'
import type { SecondFactor } from '#lib/api/second-factor.ts'
import type { FoundAccount, Shop } from '#lib/api/shop.ts'
import type { ThirdParty } from '#lib/api/third-party.ts'
import type { CatalogueItem } from '#lib/chat/types.ts'
import type { Consultation } from '#lib/consultation/types.ts'
import type { AssistantDetail, AssistantSummary, KnowledgeItem, Passage } from '#lib/studio/types.ts'
import type * as assistants from '../read-api/answers/assistants.ts'
import type { Distribution } from '../read-api/answers/distributions.ts'
import type { Dashboard } from '../read-api/answers/figures.ts'
import type { Job } from '../read-api/answers/jobs.ts'
import type * as people from '../read-api/answers/people.ts'
import type * as promotions from '../read-api/answers/promotions.ts'
import type { Consultation as ConsultationAnswer } from '../read-api/consultations.ts'
import type { SecondFactor as SecondFactorAnswer, ThirdParty as ThirdPartyAnswer } from '../read-api/me.ts'
import type { NextAction as NextActionAnswer } from '../read-api/next-action.ts'
import type { FoundAccount as FoundAccountAnswer } from '../read-api/operator.ts'
import type { Found as FoundAnswer } from '../read-api/search.ts'

/** What the API's schema of an answer lets through. */
type Given<S extends z.ZodType> = z.output<S>

// The pages may not know the server's code, so they say again what they are given; the type check compares the two.
test('the pages take what the API answers', () => {
  expectTypeOf<Given<typeof promotions.Promotion>>().toExtend<PromotionRow>()
  expectTypeOf<Given<typeof promotions.TimelineEntry>>().toExtend<TimelineRow>()
  expectTypeOf<Given<typeof Distribution>>().toExtend<DistributionRow>()
  expectTypeOf<Given<typeof Dashboard>>().toExtend<DashboardRow>()
  expectTypeOf<Given<typeof Job>>().toExtend<JobRow>()
  expectTypeOf<Given<typeof promotions.Notice>>().toExtend<NoticeRow>()
  expectTypeOf<Given<typeof promotions.Entry>>().toExtend<EntryRow>()
  expectTypeOf<Given<typeof people.Shop>>().toExtend<Shop>()
  expectTypeOf<Given<typeof people.Colleague>>().toExtend<Colleague>()
  expectTypeOf<Given<typeof FoundAccountAnswer>>().toExtend<FoundAccount>()
  expectTypeOf<SecondFactorAnswer>().toExtend<SecondFactor>()
  expectTypeOf<ThirdPartyAnswer>().toExtend<ThirdParty>()
  expectTypeOf<Given<typeof NextActionAnswer>>().toExtend<NextAction>()
  expectTypeOf<Given<typeof assistants.AssistantSummary>>().toExtend<AssistantSummary>()
  expectTypeOf<Given<typeof assistants.AssistantDetail>>().toExtend<AssistantDetail>()
  expectTypeOf<Given<typeof assistants.CatalogueItem>>().toExtend<CatalogueItem>()
  expectTypeOf<Given<typeof assistants.KnowledgeItem>>().toExtend<KnowledgeItem>()
  expectTypeOf<Given<typeof assistants.Passage>>().toExtend<Passage>()
  expectTypeOf<Given<typeof FoundAnswer>>().toExtend<Found>()
  expectTypeOf<Given<typeof ConsultationAnswer>>().toExtend<Consultation>()
})
