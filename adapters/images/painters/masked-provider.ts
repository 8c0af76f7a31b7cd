import { createMasker } from '../../ai/masking/masker.ts'
import type { ImageProvider } from './provider.ts'

/** A service that is never told personal data. Our prompts have none; this is for whoever changes them. */
export const maskedProvider = (provider: ImageProvider): ImageProvider => ({
  ...provider,
  paint: (prompt, signal) => provider.paint(createMasker([prompt]).mask(prompt), signal),
})
