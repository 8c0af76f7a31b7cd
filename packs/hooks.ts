import type { z } from 'zod'
import type { ReplyHook } from '../domain/assistant-definition.ts'
import { emergencyReply } from './health/emergency.ts'

/** Looks at a message before any model does; what it gives is the whole reply. */
export type BeforeReply = (text: string, language: 'ko' | 'en') => string | undefined

/** Every hook that an assistant's definition can name. */
export const replyHooks: Readonly<Record<z.infer<typeof ReplyHook>, BeforeReply>> = { emergency: emergencyReply }
