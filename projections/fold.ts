import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { Row } from './rows/row.ts'
import type { Change, View } from './view.ts'

/** A change with the event that asks for it. */
export interface Pending {
  change: Change
  position: number
  merchantId: unknown
}

const NONE: readonly Change[] = []

/** What a batch of events asks of a view, in order. */
export function changesOf(view: View, events: readonly RecordedEvent[]): Pending[] {
  const handlers = view.on as unknown as Record<string, ((event: RecordedEvent) => Change[]) | undefined>
  const pending: Pending[] = []
  for (const event of events) {
    const { position, data } = event
    for (const change of handlers[event.type]?.(event) ?? NONE)
      pending.push({ change, position, merchantId: data.merchantId })
  }
  return pending
}

/**
 * Applies changes to the rows they name and gives the rows that are now different. The position in a row is the
 * guard: what a row has seen already changes nothing, so any batch can be applied again, whole or in other parts.
 * A row of one merchant is never changed by another's event, even where a caller chose the same id.
 */
export function fold(rows: ReadonlyMap<string, Row>, pending: readonly Pending[]): Map<string, Row> {
  const changed = new Map<string, Row>()
  for (const { change, position, merchantId } of pending) {
    const { id, fresh, update } = change
    const row = changed.get(id) ?? rows.get(id)
    if (row ? row.position >= position || !update : !fresh) continue
    if (row && merchantId !== undefined && row.merchantId !== merchantId) continue
    const base = row ?? ({ ...fresh, _id: id, position } as Row)
    changed.set(id, update ? { ...update(base), _id: id, position } : base)
  }
  return changed
}
