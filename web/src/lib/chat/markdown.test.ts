import { expect, test } from 'vitest'
import { type Block, type Inline, parseMarkdown } from './markdown.ts'

const inline = (text: string, citations: number[] = []): Inline[] => {
  const [block] = parseMarkdown(text, citations)
  return block && 'children' in block ? block.children : []
}
const kinds = (value: unknown): string[] =>
  JSON.stringify(value)
    .match(/"kind":"\w+"/g)
    ?.map((one) => one.slice(8, -1)) ?? []

test('words, emphasis, lists and tables', () => {
  expect(inline('어제 **12명**이 왔어요')).toEqual([
    { kind: 'text', text: '어제 ' },
    { kind: 'strong', children: [{ kind: 'text', text: '12명' }] },
    { kind: 'text', text: '이 왔어요' },
  ])
  expect(parseMarkdown('- a\n- b')).toMatchObject([{ kind: 'list', ordered: false, items: [[{}], [{}]] }])
  expect(parseMarkdown('| a | b |\n| --- | ---: |\n| 1 | 2 |')).toMatchObject([
    { kind: 'table', head: [{ align: 'left' }, { align: 'right' }], rows: [[{}, {}]] },
  ])
})

test('a number in brackets is a citation only where there is one', () => {
  expect(inline('네 [1], 아니오 [9]', [1])).toEqual([
    { kind: 'text', text: '네 ' },
    { kind: 'cite', n: 1 },
    { kind: 'text', text: ', 아니오 ' },
    { kind: 'text', text: '[9]' },
  ])
})

test('HTML is shown as it was written, never made', () => {
  const said = parseMarkdown('<script>alert(1)</script>\n\nhi <img src=x onerror=alert(1)> <b>there</b>')
  expect(new Set(kinds(said))).toEqual(new Set(['paragraph', 'text']))
  expect(JSON.stringify(said)).toContain('<script>alert(1)</script>')
})

const isLink = (text: string) => kinds(parseMarkdown(text) as Block[]).includes('link')

test.each([
  ['[a](/promotions/p1)', true],
  ['[a](https://example.com/x)', true],
  ['https://example.com/x', true],
  ['[119](tel:119)', true],
  ['[a](tel:01012345678)', false],
  ['[a](javascript:alert(1))', false],
  ['[a](JAVASCRIPT:alert(1))', false],
  ['[a](data:text/html,x)', false],
  ['[a](http://example.com)', false],
  ['[a](//example.com)', false],
  ['[a](/\\example.com)', false],
  ['[a](vbscript:x)', false],
  ['![a](https://example.com/x.png)', false],
])('%s is a link: %s', (text, expected) => {
  expect(isLink(text)).toBe(expected)
})

test('our own pages are told from others, and pictures are words', () => {
  expect(inline('[a](/results)')).toMatchObject([{ kind: 'link', isOwn: true }])
  expect(inline('[a](https://example.com)')).toMatchObject([{ kind: 'link', isOwn: false }])
  expect(inline('![그림](https://example.com/x.png)')).toEqual([{ kind: 'text', text: '그림' }])
})

test('what is done in a list of tasks is told from what is not', () => {
  const [list] = parseMarkdown('- [x] 문구\n- [ ] **이미지**')
  expect(list).toMatchObject({
    items: [[{ children: [{ text: '✓ ' }, { text: '문구' }] }], [{ children: [{ text: '☐ ' }, { kind: 'strong' }] }]],
  })
})

test('a reply in the middle of being written can be shown at any moment', () => {
  const whole = '**굵게** 그리고 [링크](/results) | a | b |\n\n```\ncode\n```\n- 하나\n- 둘 [1]'
  for (let end = 0; end <= whole.length; end += 1) expect(() => parseMarkdown(whole.slice(0, end), [1])).not.toThrow()
})
