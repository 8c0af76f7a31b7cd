import type { Region } from '../../../domain/merchant.ts'
import type { Season } from '../../../domain/season.ts'
import type { Language } from '../port.ts'
import { REGIONS_EN } from './regions-en.ts'
import { REGIONS_KO } from './regions-ko.ts'

/** A region's name, and what each season is like for its shops. */
export type RegionWords = { name: string } & Record<Season, string>

export const REGIONS: Record<Language, Record<Region, RegionWords>> = { ko: REGIONS_KO, en: REGIONS_EN }
