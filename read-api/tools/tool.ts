import type { z } from 'zod'
import type { Tool, ToolAnswer, ToolCaller } from '../../adapters/assistant/port.ts'
import type { ChatLanguage } from '../../domain/reply.ts'
import { progressOf, type RowSource, type TenantRows, tenantRows, type ViewName } from '../read-model.ts'

/** What a tool works with: the rows of the caller's shop and no others. */
export interface ToolDeps {
  rows: TenantRows
  language: ChatLanguage
  now: string
  /** Up to when the rows have everything. */
  asOf: string
}

/** A look-up as data, without a tenant. */
export interface ShopTool<S extends z.ZodObject = z.ZodObject> {
  name: string
  /** For the model: what it gives, and when to use it. */
  description: string
  input: S
  views: readonly [ViewName, ...ViewName[]]
  run(deps: ToolDeps, input: z.output<S>): Promise<ToolAnswer>
}

/** Types one tool by its own input. */
export const shopTool = <S extends z.ZodObject>(spec: ShopTool<S>): ShopTool => spec as unknown as ShopTool

/** Binds a tool to the read model: each run reads as its caller. */
export const bindTool = (source: RowSource, now: () => string, { views, run, ...spec }: ShopTool): Tool => ({
  ...spec,
  run: async (input, { merchantId, language }: ToolCaller) => {
    const { asOf } = await progressOf(source.db, views)
    return run({ rows: tenantRows(source, merchantId), language, now: now(), asOf }, input)
  },
})
