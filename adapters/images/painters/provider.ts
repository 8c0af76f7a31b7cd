/** One service that paints pictures. */
export interface ImageProvider {
  id: string
  model: string
  /** USD for one picture. */
  usd: number
  /** PNG bytes, wider than high. @throws AiError */
  paint(prompt: string, signal: AbortSignal): Promise<Buffer>
}
