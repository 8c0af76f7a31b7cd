import { z } from 'zod'
import { Id } from './kernel.ts'

/** What an assistant has to have explained before a consultation counts as complete. */
export const Duty = z.object({
  dutyId: Id,
  title: z.string().trim().min(1).max(80),
  /** What exactly has to be said, for people and for a model that judges. */
  text: z.string().trim().min(1).max(400),
  /** Who has to say it: the one who advises, or the person who confirms having understood. */
  by: z.enum(['assistant', 'person']).default('assistant'),
  /** Each group is met by any of its phrases; the duty is met by one message that meets every group. */
  phrases: z
    .array(z.array(z.string().trim().min(1).max(60)).min(1).max(12))
    .max(6)
    .default([]),
})
export type Duty = z.infer<typeof Duty>

/** What is asked before a reply is written; each name stands for one pure function. */
export const ReplyHook = z.enum(['emergency'])
/** What an assistant may look at beside its documents. */
export const AssistantTool = z.enum(['merchant-data'])

/** All that one version of an assistant fixes, beside the documents it answers from. */
export const Definition = z.object({
  name: z.string().trim().min(1).max(60),
  description: z.string().trim().max(300).default(''),
  instructions: z.string().trim().max(8_000).default(''),
  /** Questions that a person can begin with. */
  starters: z.array(z.string().trim().min(1).max(120)).max(6).default([]),
  /** Models in order of preference; the platform's own order when empty. */
  modelPreference: z.array(z.string().trim().min(1).max(80)).max(5).default([]),
  tools: z.array(AssistantTool).max(3).default([]),
  hooks: z.array(ReplyHook).max(3).default([]),
  duties: z.array(Duty).max(20).default([]),
  /** What those see who read English, where it differs. */
  english: z
    .object({
      name: z.string().trim().min(1).max(60),
      description: z.string().trim().max(300),
      starters: z.array(z.string().trim().min(1).max(120)).max(6),
    })
    .optional(),
})
export type Definition = z.infer<typeof Definition>

/** One version: its definition, and the documents that it answers from. */
export const Version = Definition.extend({ version: z.int().min(1), knowledgeIds: z.array(Id).max(100) })
export type Version = z.infer<typeof Version>

/** Where a document stands; `note` says what of it could not be taken, such as rows beyond the bound. */
export const Note = z.object({ code: z.string().max(40), read: z.int().min(0), of: z.int().min(0) })

/** A document as it was uploaded: its bytes are in the storage under their SHA-256. */
export const Document = z.object({
  documentId: Id,
  title: z.string().trim().min(1).max(160),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  mime: z.string().max(100),
  bytes: z.int().min(1),
})
export type Document = z.infer<typeof Document>

/** To whom a published assistant is given. Owners may use every assistant of their shop. */
export const Grantee = z.union([
  z.strictObject({ role: z.enum(['staff', 'auditor']) }),
  z.strictObject({ accountId: Id }),
])
export type Grantee = z.infer<typeof Grantee>

/** A grantee in one word: `role:staff`, `account:a1`. */
export const granteeKey = (to: Grantee): string => ('role' in to ? `role:${to.role}` : `account:${to.accountId}`)

/** Whose ready-made assistants are shared with every shop. */
export const PACKS_MERCHANT = 'madang'
