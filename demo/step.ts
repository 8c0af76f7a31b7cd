import type { Client, Live } from './client.ts'

/** What the steps of the day share. */
export interface Day {
  origin: string
  sandbox: string
  /** Address of the double that stands in for the models' APIs. */
  models: string
  shop: Client
  /** A caller without a token. */
  anyone: Client
  live?: Live
  promotionId: string
  contentId: string
  distributionId: string
  recommendationId: string
  conversationId: string
  position: number
}

/** One step: what the merchant does, and a line of figures about how it went. Throws when it failed. */
export type Step = [name: string, run: (day: Day) => Promise<string | undefined>]

/** Throws unless it holds. */
export function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

/** Asks the sandbox's control interface. */
export async function control(day: Day, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${day.sandbox}/control${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  })
  check(response.ok, `the sandbox's ${path} answered ${response.status}`)
  return response.json()
}
