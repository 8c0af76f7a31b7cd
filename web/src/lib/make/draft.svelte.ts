import { Act } from '../api/act.svelte.ts'
import type { PromotionRow } from '../api/promotion.ts'
import { fromLocalInput, toLocalInput } from '../i18n/format.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 7

const inDays = (days: number) =>
  `${toLocalInput(new Date(Date.now() + days * DAY_MS).toISOString()).slice(0, 10)}T21:00`

/** The last step's form: saved field by field, then launched or scheduled. */
export class Draft {
  readonly #id: string
  readonly saving = new Act()
  readonly starting = new Act()
  isSaved = $state(false)
  title = $state('')
  prize = $state('')
  body = $state('')
  hashtags = $state('')
  start = $state<'now' | 'later'>('now')
  startsAt = $state('')
  endsAt = $state('')

  constructor(promotion: PromotionRow) {
    this.#id = promotion.id
    this.title = promotion.title ?? ''
    this.prize = promotion.prize ?? ''
    this.body = promotion.body ?? ''
    this.hashtags = promotion.hashtags.join(' ')
    this.start = promotion.status === 'scheduled' ? 'later' : 'now'
    this.startsAt = promotion.startsAt ? toLocalInput(promotion.startsAt) : inDays(1)
    this.endsAt = promotion.endsAt ? toLocalInput(promotion.endsAt) : inDays(promotion.plan?.days ?? DEFAULT_DAYS)
  }

  #content() {
    const text = { title: this.title.trim(), prize: this.prize.trim(), body: this.body.trim() }
    const filled = Object.fromEntries(Object.entries(text).filter(([, value]) => value))
    const hashtags = [...new Set(this.hashtags.split(/[\s,#]+/).filter(Boolean))].slice(0, 10)
    return { ...filled, hashtags, ...(this.endsAt ? { endsAt: fromLocalInput(this.endsAt) } : {}) }
  }

  save = async (): Promise<boolean> => {
    const accepted = await this.saving.run('revise-promotion', { promotionId: this.#id, ...this.#content() })
    this.isSaved = accepted !== undefined
    return this.isSaved
  }

  /** Saves all of it and lets it start; false when something was in the way. */
  async begin(): Promise<boolean> {
    if (!(await this.save())) return false
    const promotionId = this.#id
    if (this.start === 'now') return Boolean(await this.starting.run('launch-promotion', { promotionId }))
    const period = { startsAt: fromLocalInput(this.startsAt), endsAt: fromLocalInput(this.endsAt) }
    return Boolean(await this.starting.run('schedule-promotion', { promotionId, ...period }))
  }
}
