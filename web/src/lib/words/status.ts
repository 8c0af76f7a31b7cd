import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleX from '@lucide/svelte/icons/circle-x'
import PencilLine from '@lucide/svelte/icons/pencil-line'
import Play from '@lucide/svelte/icons/play'
import type { PromotionStatus } from '../api/promotion.ts'
import type { Tone } from '../ui/Badge.svelte'

export const statusLook: Record<PromotionStatus, { tone: Tone; icon: typeof Play }> = {
  draft: { tone: 'off', icon: PencilLine },
  scheduled: { tone: 'info', icon: CalendarClock },
  running: { tone: 'good', icon: Play },
  ended: { tone: 'off', icon: CircleCheck },
  cancelled: { tone: 'bad', icon: CircleX },
}
