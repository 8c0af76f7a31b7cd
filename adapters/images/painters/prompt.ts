import type { ContentFacts, Style } from '../../../domain/creative.ts'
import { seasonAt } from '../../../domain/season.ts'

const GOODS: Record<string, string> = {
  cafe: 'a cup of coffee on a wooden table of a small Korean café',
  restaurant: 'a steaming bowl on the table of a small Korean restaurant',
  bakery: 'freshly baked bread on the counter of a small Korean bakery',
  beauty: 'bottles and a green leaf on the shelf of a small beauty salon',
  fashion: 'folded clothes and a paper bag in a small clothes shop',
  flower: 'a bouquet wrapped in paper in a small flower shop',
  fitness: 'a kettlebell on the floor of a bright small gym',
  academy: 'open books and pencils on a desk by a window',
  grocery: 'a basket of fruit and vegetables in a small grocer’s shop',
}
const LOOKS: Record<Style, string> = {
  warm: 'warm afternoon light, shallow depth of field, photograph, earthy colours with persimmon red',
  bold: 'bold flat poster illustration, persimmon red and deep ink, strong simple shapes',
  paper: 'quiet still life on off-white paper, soft shadow, muted colours, much empty room',
}

/**
 * What a model is asked to paint: the trade, the season and the look. Nothing that the merchant wrote is in it, so no
 * personal data leaves with it, and there are to be no letters: words are set on the picture here.
 */
export function promptOf({ style, facts, now }: { style: Style; facts: ContentFacts; now: string }): string {
  const season = seasonAt(facts.startsAt ?? facts.endsAt ?? now)
  const goods = GOODS[facts.trade] ?? 'a wrapped present on the counter of a small shop'
  return `${goods}, ${season} in Korea, ${LOOKS[style]}. Calm composition, subject in the middle, no people, no text, no letters, no logos.`
}
