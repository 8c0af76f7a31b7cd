import { z } from 'zod'
import type { EventSpec } from '../domain/kernel.ts'

const base = z.object({ saga: z.string(), sagaId: z.string() })
const json = z.record(z.string(), z.json())

const shapes = {
  /** `source` is the id of the event that was received. */
  SagaStarted: base.extend({ version: z.int(), source: z.string(), input: json }),
  /** `timerId` is set when the input is a timer that came due. */
  SagaReceived: base.extend({ source: z.string(), timerId: z.string().optional(), input: json }),
  SagaEffectRequested: base.extend({ effect: json }),
  SagaEffectDone: base.extend({ effectId: z.string(), outcome: z.string() }),
  SagaTimerScheduled: base.extend({ timerId: z.string(), dueAt: z.iso.datetime() }),
  SagaTimerCancelled: base.extend({ timerId: z.string() }),
}
type Shapes = typeof shapes

/** Data of one saga event type. */
export type SagaEventData<T extends keyof Shapes> = z.infer<Shapes[T]>

/** The event types of saga streams, for the event store's codec. */
export const sagaEventTypes: ReadonlyMap<string, { spec: EventSpec }> = new Map(
  Object.entries(shapes).map(([type, schema]) => [type, { spec: { v: 1, schema, public: false } }]),
)

/** Whether an event belongs to a saga's log. */
export const isSagaEvent = (type: string): boolean => type in shapes
