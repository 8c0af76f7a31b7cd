import { type ErrorCode, errorTable, isErrorCode } from '../../adapters/http/errors.ts'
import type { JsonSchema } from './components.ts'

/** What can go wrong with every call. */
const ALWAYS: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'INVALID_INPUT',
  'TOKEN_INVALID',
  'RATE_LIMITED',
  'INTERNAL',
  'UNAVAILABLE',
]
/** What can go wrong with every call that needs a sign-in. */
const SIGNED_IN: readonly ErrorCode[] = ['NOT_SIGNED_IN', 'NOT_ALLOWED', 'NOT_FOR_THIRD_PARTIES', 'INSUFFICIENT_SCOPE']
/** What can go wrong with every call that changes something. */
export const CHANGING: readonly ErrorCode[] = ['BAD_JSON', 'FOREIGN_ORIGIN', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']

/** What may keep a promotion from starting. */
const STARTING: readonly ErrorCode[] = [
  'PROMOTION_NOT_FOUND',
  'PROMOTION_NOT_OPEN',
  'PROMOTION_INCOMPLETE',
  'PERIOD_INVALID',
  'CONTENT_NOT_APPROVED',
  'CONTENT_OUTDATED',
]

/** What the rules of each command can say no to. */
const RULES: Record<string, readonly ErrorCode[]> = {
  RegisterMerchant: ['EMAIL_TAKEN', 'BUSINESS_NUMBER_INVALID', 'BUSINESS_NOT_ACTIVE'],
  OpenAccount: ['EMAIL_TAKEN'],
  BeginSecondFactor: ['PASSWORD_WRONG', 'SECOND_FACTOR_ON'],
  ConfirmSecondFactor: ['SECOND_FACTOR_NOT_BEGUN', 'CODE_WRONG'],
  RenewRecoveryCodes: ['PASSWORD_WRONG', 'SECOND_FACTOR_NOT_FOUND'],
  TurnOffSecondFactor: ['PASSWORD_WRONG', 'SECOND_FACTOR_NOT_FOUND'],
  ResetSecondFactor: ['SECOND_FACTOR_NOT_FOUND'],
  OfferPasswordReset: ['ACCOUNT_NOT_FOUND'],
  ResetPassword: ['PASSWORD_RESET_INVALID', 'PASSWORD_UNCHANGED', 'PASSWORD_HAS_ADDRESS'],
  ChangeRole: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_CLOSED'],
  CloseAccount: ['ACCOUNT_NOT_FOUND'],
  DisconnectThirdParty: ['AUTHORIZATION_NOT_FOUND'],
  ConfirmBusiness: ['MERCHANT_NOT_FOUND'],
  ReviseProfile: ['MERCHANT_NOT_FOUND'],
  RevisePromotion: ['PROMOTION_NOT_FOUND', 'PROMOTION_NOT_OPEN', 'PERIOD_INVALID'],
  RequestRecommendation: ['PROMOTION_NOT_FOUND', 'MERCHANT_NOT_FOUND'],
  ChoosePlan: [
    'PROMOTION_NOT_FOUND',
    'PROMOTION_NOT_OPEN',
    'RECOMMENDATION_NOT_FOUND',
    'PLANS_NOT_READY',
    'PLAN_NOT_FOUND',
  ],
  SchedulePromotion: STARTING,
  LaunchPromotion: STARTING,
  EndPromotion: ['PROMOTION_NOT_FOUND', 'PROMOTION_NOT_RUNNING'],
  CancelPromotion: ['PROMOTION_NOT_FOUND', 'PROMOTION_OVER'],
  DistributePromotion: [
    'PROMOTION_NOT_FOUND',
    'PROMOTION_NOT_RUNNING',
    'CONTENT_NOT_APPROVED',
    'MERCHANT_NOT_FOUND',
    'PREFLIGHT_FAILED',
  ],
  RequestContent: ['PROMOTION_NOT_FOUND', 'PROMOTION_OVER', 'PROMOTION_INCOMPLETE', 'MERCHANT_NOT_FOUND'],
  ReviseCreative: ['CONTENT_NOT_FOUND', 'CREATIVE_NOT_FOUND'],
  ApproveContent: ['PROMOTION_NOT_FOUND', 'PROMOTION_OVER', 'CONTENT_NOT_FOUND', 'CONTENT_NOT_READY'],
  RetryChannel: [
    'DISTRIBUTION_NOT_FOUND',
    'CHANNEL_NOT_IN_DISTRIBUTION',
    'CHANNEL_NOT_RETRYABLE',
    'PROMOTION_NOT_RUNNING',
  ],
  ConfirmPost: ['DISTRIBUTION_NOT_FOUND', 'CHANNEL_NOT_IN_DISTRIBUTION', 'POST_NOT_CONFIRMABLE'],
  TakeDownPosts: ['DISTRIBUTION_NOT_FOUND', 'CHANNEL_NOT_IN_DISTRIBUTION'],
  DrawWinners: ['PROMOTION_NOT_FOUND', 'PROMOTION_NOT_ENDED', 'NOBODY_ENTERED', 'READ_MODEL_BEHIND'],
  SendChatMessage: ['ASSISTANT_NOT_FOUND', 'CONVERSATION_NOT_FOUND', 'REPLY_UNDER_WAY'],
  ContinueReply: ['ASSISTANT_NOT_FOUND', 'CONVERSATION_NOT_FOUND', 'REPLY_NOT_FOUND', 'REPLY_NOT_INTERRUPTED'],
  StopReply: ['CONVERSATION_NOT_FOUND'],
  GiveFeedback: ['CONVERSATION_NOT_FOUND', 'REPLY_NOT_FOUND', 'REPLY_UNDER_WAY'],
  AcceptProposal: ['CONVERSATION_NOT_FOUND', 'REPLY_NOT_FOUND', 'NOTHING_PROPOSED'],
  RenameConversation: ['CONVERSATION_NOT_FOUND'],
  ArchiveConversation: ['CONVERSATION_NOT_FOUND'],
  ReviseAssistant: ['ASSISTANT_NOT_FOUND', 'ASSISTANT_FULL'],
  PublishAssistant: ['ASSISTANT_NOT_FOUND', 'VERSION_NOT_FOUND'],
  WithdrawAssistant: ['ASSISTANT_NOT_FOUND'],
  GrantAssistant: ['ASSISTANT_NOT_FOUND'],
  RevokeGrant: ['ASSISTANT_NOT_FOUND'],
  AddKnowledge: ['ASSISTANT_NOT_FOUND', 'UPLOAD_NOT_FOUND', 'KNOWLEDGE_FULL', 'ASSISTANT_FULL'],
  RemoveKnowledge: ['ASSISTANT_NOT_FOUND', 'ASSISTANT_FULL'],
  RereadKnowledge: ['ASSISTANT_NOT_FOUND', 'KNOWLEDGE_NOT_FOUND'],
  RequestConsultationCheck: ['CONVERSATION_NOT_FOUND', 'NO_DUTIES'],
  CompleteConsultation: ['CONSULTATION_NOT_FOUND', 'DUTIES_MISSING'],
  SubmitEntry: ['PROMOTION_NOT_FOUND', 'PROMOTION_NOT_RUNNING'],
  EraseParticipant: ['ENTRY_NOT_FOUND', 'READ_MODEL_BEHIND'],
}

/** @param made what a command makes, when the caller may choose its id: that of another merchant is not found */
export const problemsOfCommand = (type: string, isPublic: boolean, made?: string): ErrorCode[] => [
  ...ALWAYS,
  ...(isPublic ? [] : SIGNED_IN),
  ...CHANGING,
  'CONFLICT',
  ...(RULES[type] ?? []),
  ...(made ? [`${made.toUpperCase()}_NOT_FOUND`].filter(isErrorCode) : []),
]

/** Of signing in and out. */
export const SESSION_PROBLEMS: readonly ErrorCode[] = [
  ...ALWAYS,
  ...CHANGING,
  'SIGN_IN_FAILED',
  'SECOND_FACTOR_NEEDED',
  'SECOND_FACTOR_FAILED',
  'SECOND_FACTOR_LOCKED',
  'READ_MODEL_BEHIND',
]

/** Of changing the own password. */
export const CHANGE_PASSWORD_PROBLEMS: readonly ErrorCode[] = [
  ...ALWAYS,
  ...SIGNED_IN,
  ...CHANGING,
  'PASSWORD_WRONG',
  'PASSWORD_LOCKED',
  'PASSWORD_UNCHANGED',
  'PASSWORD_HAS_ADDRESS',
  'ACCOUNT_NOT_FOUND',
  'CONFLICT',
]

export const problemsOfQuery = (own: readonly ErrorCode[], isPublic: boolean): ErrorCode[] => [
  ...ALWAYS,
  ...(isPublic ? [] : SIGNED_IN),
  'READ_MODEL_BEHIND',
  ...own,
]

const exampleProblem = (code: ErrorCode) => ({
  type: `/api/docs/problems#${code}`,
  title: errorTable[code].title,
  status: errorTable[code].status,
  code,
  detail: errorTable[code].title,
  instance: '7b0c1f9e-6c1a-4a44-9d1e-3f5f0a3c2b11',
})

/** The responses of an operation that are problem documents: one for each status, with an example for each code. */
export function problemResponses(codes: readonly ErrorCode[]): JsonSchema {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => errorTable[code].status)
  const responses = [...byStatus].map(([status, group]) => [
    String(status),
    {
      description: group.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('; '),
      ...(status === 429 || status === 503 ? { headers: { 'Retry-After': { schema: { type: 'integer' } } } } : {}),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(group.map((code) => [code, { value: exampleProblem(code) }])),
        },
      },
    },
  ])
  return Object.fromEntries(responses)
}

/** RFC 9457, with our stable code. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem document. `code` is the stable key; `detail` is a sentence for people.',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorTable) },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'id of the request, as it stands in our log' },
    errors: {
      type: 'array',
      description: 'the fields to correct',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
}

/** The page that a problem's `type` leads to. */
export function problemsPage(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { status, title }]) => `<dt id="${code}"><code>${code}</code> (${status})</dt><dd>${title}</dd>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Madang: problems</title><h1>Problems</h1><dl>${rows.join('')}</dl></html>`
}
