import { Act } from '../api/act.svelte.ts'
import { get } from '../api/client.ts'
import { ApiProblem } from '../api/problem.ts'
import type { Consultation } from './types.ts'

const POLL_MS = 500
const MOST_POLLS = 120

/** A consultation's report: read, checked anew, and completed. */
export class Report {
  readonly id: string
  readonly checking = new Act()
  readonly completing = new Act()
  row = $state.raw<Consultation>()
  isWaiting = $state(false)
  missing = $derived(this.row?.duties.filter(({ evidence }) => evidence?.verdict !== 'met') ?? [])

  constructor(id: string, row: Consultation | undefined) {
    this.id = id
    this.row = row
  }

  refresh = async (): Promise<void> => {
    this.row = await get<Consultation>(`/consultations/${this.id}`).catch((error) => {
      // Nobody has asked for a check yet.
      if (error instanceof ApiProblem && error.problem.status === 404) return undefined
      throw error
    })
  }

  /** Has the conversation checked, and waits for the outcome. */
  check = async (): Promise<void> => {
    if (!(await this.checking.run('request-consultation-check', { conversationId: this.id }))) return
    this.isWaiting = true
    try {
      for (let polls = 0; polls < MOST_POLLS; polls += 1) {
        await this.refresh()
        if (this.row && !this.row.isChecking) return
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    } finally {
      this.isWaiting = false
    }
  }

  complete = async (): Promise<boolean> => {
    if (!(await this.completing.run('complete-consultation', { conversationId: this.id }))) return false
    await this.refresh()
    return true
  }
}
