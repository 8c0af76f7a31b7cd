/** What stands on the table, by trade: drawings of 200 × 200 whose foot is at y = 186. */
export const goods = (trade: string): string => (GOODS[trade] ?? gift)()

const P = '#C8441B'
const D = '#8E2C0D'
const CREAM = '#FFF8EC'
const SHADE = '#E9D6BC'

const lit = (id: string, from: string, to: string) =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="1" y2="0.4"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`
const steam = [
  `<path d="M82 58c-9-12 9-18 0-32M104 54c-9-13 9-20 0-36M126 58c-9-12 9-18 0-32"`,
  ` stroke="#FFFFFF" stroke-width="6" stroke-linecap="round" fill="none" opacity="0.75"/>`,
].join('')

const cup = () => `<defs>${lit('cup', CREAM, SHADE)}</defs>${steam}
<ellipse cx="100" cy="178" rx="86" ry="12" fill="${SHADE}"/><ellipse cx="100" cy="174" rx="86" ry="12" fill="${CREAM}"/>
<path d="M150 96c38-6 40 50-6 48" stroke="${SHADE}" stroke-width="13" fill="none"/>
<path d="M42 78h116c2 54-12 94-58 96-46-2-60-42-58-96z" fill="url(#cup)"/>
<ellipse cx="100" cy="79" rx="58" ry="15" fill="${CREAM}"/><ellipse cx="100" cy="80" rx="51" ry="11" fill="#7A4322"/>
<path d="M100 73c14 0 26 4 22 9-4 4-12 1-22 5-10-4-18-1-22-5-4-5 8-9 22-9z" fill="#E9BE8E"/>
<path d="M46 108c1 8 3 17 5 24h98c2-7 4-16 5-24z" fill="${P}"/>`

const bread = () => `<defs>${lit('crust', '#F0B870', '#B86A2C')}</defs>
<ellipse cx="100" cy="180" rx="90" ry="10" fill="${CREAM}"/><ellipse cx="100" cy="176" rx="90" ry="9" fill="#FFFFFF"/>
<path d="M24 148c0-40 34-62 76-62s76 22 76 62c0 22-18 30-36 30H60c-18 0-36-8-36-30z" fill="url(#crust)"/>
<path d="M62 98c-4 18 0 36 10 48M98 90c-4 20 0 40 8 54M134 98c-4 14-2 28 4 40" stroke="#FBE3BC" stroke-width="9" stroke-linecap="round" fill="none"/>
<path d="M60 92c18-40 62-46 82-16 10 16 6 30-4 36-24-24-54-28-78-20z" fill="#D98B43"/><path d="M76 82c10-12 24-18 36-16M92 88c8-10 18-14 28-12" stroke="#FBE3BC" stroke-width="6" stroke-linecap="round" fill="none"/>`

const bowl = () => `<defs>${lit('bowl', '#4A5E86', '#26345A')}</defs>${steam}
<ellipse cx="100" cy="180" rx="52" ry="7" fill="#1F2B4A"/>
<path d="M18 92h164c0 56-36 88-82 88S18 148 18 92z" fill="url(#bowl)"/><ellipse cx="100" cy="92" rx="82" ry="20" fill="#5E739E"/><ellipse cx="100" cy="94" rx="72" ry="15" fill="#D9803B"/>
<circle cx="76" cy="92" r="12" fill="#FFF3D0"/><circle cx="76" cy="92" r="6" fill="#F0A52B"/><path d="M104 90c16-8 34-6 44 2M110 100c12-6 24-4 32 0" stroke="#4F7A3B" stroke-width="6" stroke-linecap="round" fill="none"/>
<path d="M132 84 186 30M142 88l52-50" stroke="#6B3E20" stroke-width="5" stroke-linecap="round"/>`

const bouquet = () => `<defs>${lit('wrap', '#FFF4E2', '#E2C9A4')}</defs>
<path d="M44 92 100 186l56-94c-30 14-82 14-112 0z" fill="url(#wrap)"/><path d="M72 100l28 86 30-86" fill="none" stroke="#CBAE84" stroke-width="3"/>
${[
  [64, 74, P],
  [100, 52, '#F2A33C'],
  [138, 74, '#E2725B'],
  [80, 98, '#F7C8A8'],
  [122, 98, P],
  [100, 80, '#FFF4E2'],
]
  .map(
    ([x, y, color]) =>
      `<g transform="translate(${x} ${y})"><circle r="21" fill="${color}"/><circle r="13" fill="#FFFFFF" opacity="0.22"/><circle r="6" fill="#FFFFFF" opacity="0.4"/></g>`,
  )
  .join('')}
<path d="M38 66c-14-4-20-18-16-28 12 2 20 14 16 28zM162 66c14-4 20-18 16-28-12 2-20 14-16 28zM60 40c-6-12-2-24 6-30 8 8 6 22-6 30z" fill="#5C8A58"/>
<path d="M76 134h48" stroke="${P}" stroke-width="10" stroke-linecap="round"/><path d="M100 134c-16 6-20 20-14 30M100 134c16 6 20 20 14 30" stroke="${P}" stroke-width="7" fill="none" stroke-linecap="round"/>`

const bag = () => `<defs>${lit('bag', '#E0633A', '#A93511')}</defs>
<path d="M64 74c0-60 72-60 72 0" stroke="#6B3E20" stroke-width="9" fill="none"/><path d="M30 74h140l12 108c0 3-2 4-5 4H23c-3 0-5-1-5-4z" fill="url(#bag)"/>
<path d="M30 74h140l3 24H27z" fill="${D}" opacity="0.35"/><rect x="76" y="118" width="48" height="30" rx="5" fill="${CREAM}"/><path d="M86 133h28" stroke="${P}" stroke-width="4" stroke-linecap="round"/>`

const bottle = () => `<defs>${lit('jar', '#FFF8EC', '#E5CBAE')}</defs>
<rect x="34" y="88" width="62" height="98" rx="12" fill="${P}"/><rect x="50" y="58" width="30" height="32" rx="5" fill="#5B2E12"/><path d="M65 58V42h26" stroke="#5B2E12" stroke-width="8" stroke-linecap="round" fill="none"/>
<rect x="44" y="118" width="42" height="38" rx="4" fill="${CREAM}"/><path d="M54 132h22M54 142h14" stroke="${P}" stroke-width="4" stroke-linecap="round"/>
<rect x="108" y="132" width="66" height="54" rx="12" fill="url(#jar)"/><rect x="104" y="116" width="74" height="20" rx="7" fill="#B9784A"/>
<path d="M148 112c-20-10-24-34-12-56 18 10 24 34 12 56zM150 112c2-22 18-34 36-32-2 20-16 32-36 32z" fill="#5C8A58"/>`

const kettlebell = () => `<defs>${lit('iron', '#5A524A', '#241F1A')}</defs>
<path d="M66 92c-26-64 94-64 68 0" stroke="url(#iron)" stroke-width="20" fill="none"/><path d="M100 78c46 0 62 36 62 62 0 30-18 46-34 46H72c-16 0-34-16-34-46 0-26 16-62 62-62z" fill="url(#iron)"/>
<circle cx="100" cy="136" r="26" fill="${P}"/><path d="M88 136h24M100 124v24" stroke="#FFFFFF" stroke-width="6" stroke-linecap="round"/><path d="M56 118c6-14 16-20 26-24" stroke="#FFFFFF" stroke-width="6" opacity="0.4" stroke-linecap="round" fill="none"/>`

const books =
  () => `<rect x="22" y="156" width="150" height="30" rx="5" fill="${P}"/><rect x="32" y="162" width="132" height="18" fill="${CREAM}"/><rect x="34" y="126" width="146" height="30" rx="5" fill="#2F4B8F"/><rect x="40" y="132" width="132" height="18" fill="${CREAM}"/>
<path d="M100 116C76 94 46 92 24 98V40c26-6 54 0 76 20 22-20 50-26 76-20v58c-22-6-52-4-76 18z" fill="${CREAM}"/><path d="M100 60v56" stroke="${SHADE}" stroke-width="4"/>
<path d="M40 58c16-2 32 2 46 12M40 76c16-2 32 2 46 12M160 58c-16-2-32 2-46 12M160 76c-16-2-32 2-46 12" stroke="#CBB08C" stroke-width="5" fill="none" stroke-linecap="round"/>`

const basket =
  () => `<defs>${lit('weave', '#D69A5B', '#9C6230')}</defs><path d="M38 104C42 20 158 20 162 104" stroke="#9C6230" stroke-width="10" fill="none"/>
<circle cx="66" cy="98" r="28" fill="${P}"/><circle cx="132" cy="96" r="30" fill="#E88A2D"/><circle cx="100" cy="84" r="28" fill="#D7462B"/><path d="M100 60c2-10 10-14 18-14-2 10-8 16-18 14z" fill="#5C8A58"/><path d="M40 92c-16-10-18-34-8-46 14 12 16 32 8 46zM166 90c-4-18 6-36 20-40 2 18-6 34-20 40z" fill="#6E9E5A"/>
<path d="M20 104h160l-18 78c-1 3-3 4-6 4H44c-3 0-5-1-6-4z" fill="url(#weave)"/><path d="M26 126h148M31 148h138M36 168h128" stroke="#7C4A20" stroke-width="4" opacity="0.6"/>`

const gift =
  () => `<defs>${lit('box', '#E0633A', '#A93511')}</defs><rect x="30" y="94" width="140" height="92" rx="6" fill="url(#box)"/><rect x="20" y="70" width="160" height="32" rx="7" fill="${P}"/>
<rect x="88" y="70" width="24" height="116" fill="${CREAM}"/><path d="M100 70C78 20 34 34 46 58c6 12 34 12 54 12zM100 70c22-50 66-36 54-12-6 12-34 12-54 12z" fill="none" stroke="${CREAM}" stroke-width="12" stroke-linejoin="round"/>`

const GOODS: Readonly<Record<string, () => string>> = {
  cafe: cup,
  restaurant: bowl,
  bakery: bread,
  beauty: bottle,
  fashion: bag,
  flower: bouquet,
  fitness: kettlebell,
  academy: books,
  grocery: basket,
}
