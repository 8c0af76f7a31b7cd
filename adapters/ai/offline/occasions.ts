import type { Occasion } from './occasion.ts'
import { autumn } from './occasions/autumn.ts'
import { spring } from './occasions/spring.ts'
import { summer } from './occasions/summer.ts'
import { winter } from './occasions/winter.ts'

/** Days of mourning are left out on purpose. */
export const OCCASIONS: readonly Occasion[] = [...winter, ...spring, ...summer, ...autumn]
