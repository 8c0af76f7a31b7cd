import { z } from 'zod'
import { ChannelId } from './channel.ts'
import { Id, Instant } from './kernel.ts'
import { Purpose } from './recommendation.ts'

/** The languages that people chat in here. */
export const ChatLanguage = z.enum(['ko', 'en'])
export type ChatLanguage = z.infer<typeof ChatLanguage>

/** Where a figure of the answer comes from: a screen of ours that shows it. */
export const ReplySource = z.object({
  label: z.string().min(1).max(160),
  /** A path on our own pages. */
  href: z
    .string()
    .regex(/^\/(?![/\\])/, 'a path of our own')
    .max(300),
  /** Up to when the figures have everything. */
  asOf: Instant,
})
export type ReplySource = z.infer<typeof ReplySource>

/** A passage that the answer names as `[n]`. */
export const Citation = z.object({
  n: z.int().min(1),
  passageId: z.string(),
  documentId: z.string(),
  title: z.string(),
  quote: z.string().max(1_200),
  page: z.int().min(1).optional(),
  heading: z.string().optional(),
})
export type Citation = z.infer<typeof Citation>

/** A promotion as the assistant would draft it; it becomes one only when the person says so. */
export const Draft = z.object({
  purpose: Purpose,
  title: z.string().trim().min(1).max(60),
  prize: z.string().trim().min(1).max(120),
  body: z.string().trim().min(1).max(2_000),
  hashtags: z.array(z.string().trim().min(1).max(30)).max(10).default([]),
  channels: z.array(ChannelId).max(6).default([]),
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
})
export type Draft = z.infer<typeof Draft>

/** Who wrote an answer and what it took, over all its calls. */
export const ReplyUsage = z.object({
  provider: z.string(),
  model: z.string(),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  costUsd: z.number().min(0),
  /** Calls to a model. */
  calls: z.int().min(0),
  failedFirst: z.array(z.string()).default([]),
  /** From the question's arrival to the first visible text, milliseconds. */
  firstTokenMs: z.number().min(0).optional(),
})
export type ReplyUsage = z.infer<typeof ReplyUsage>

/** Why the offline assistant answered instead of a model. */
export const OfflineWhy = z.enum(['no-key', 'budget', 'failed'])
export type OfflineWhy = z.infer<typeof OfflineWhy>

/** Why a reply ends before its end. */
export const InterruptedWhy = z.enum(['stopped', 'crashed', 'failed'])
export type InterruptedWhy = z.infer<typeof InterruptedWhy>

/** What somebody may chat with, as far as a conversation must know. */
export const AssistantRef = z.object({ assistantId: Id, assistantVersion: z.int().min(1) })
