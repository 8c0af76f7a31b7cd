import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { chunksOf } from './chunk.ts'
import { DocumentRefused } from './document.ts'
import { docxOf, pdfOf, zipOf } from './fixtures.test-support.ts'
import { MAX_ROWS } from './parsers/csv.ts'
import { createReader } from './read-safely.ts'

const read = createReader()
const signal = new AbortController().signal
const text = (content: string) => Buffer.from(content)
const MEGABYTE = 1024 * 1024

/** What a document was refused for; `read` when it was not. */
const refusal = (bytes: Uint8Array, name: string, reader = read) =>
  reader(bytes, name, signal).then(
    () => 'read',
    (error) => {
      if (error instanceof DocumentRefused) return error.code
      throw error
    },
  )

describe('good documents', () => {
  test('a PDF by its pages', async () => {
    const pdf = pdfOf(['Parking is free for one hour.\nAsk for a ticket.', 'Refunds within seven days.'])
    const { blocks } = await read(pdf, 'guide.pdf', signal)
    expect(blocks).toEqual([
      { text: 'Parking is free for one hour.', page: 1 },
      { text: 'Ask for a ticket.', page: 1 },
      { text: 'Refunds within seven days.', page: 2 },
    ])
  })

  test('a Word document under its heading', async () => {
    const { blocks } = await read(docxOf('환불', ['이틀 전까지 돌려드려요.']), '안내.docx', signal)
    expect(blocks).toEqual([{ text: '이틀 전까지 돌려드려요.', heading: '환불' }])
  })

  test('a page without its scripts, styles and menus', async () => {
    const html =
      '<html><head><title>x</title><style>p{}</style></head><body><nav>menu</nav><h1>주차</h1><script>alert("x")</script><p onclick="x()">한 시간 무료 <b>주차</b></p><table><tr><th>요일</th><th>시간</th></tr><tr><td>월</td><td>9시</td></tr></table></body></html>'
    const { blocks } = await read(text(html), 'a.html', signal)
    expect(blocks).toEqual([
      { text: '한 시간 무료 주차', heading: '주차' },
      { text: '요일: 월; 시간: 9시', heading: '주차', isRow: true },
    ])
  })

  test('a table of a Korean office, in its own encoding', async () => {
    // 병원명,주소 / 마당의원,대구 in cp949
    const cp949 = Buffer.from('bab4bff8b8ed2cc1d6bcd20ab8b6b4e7c0c7bff82cb4ebb1b80a', 'hex')
    const { blocks } = await read(cp949, 'list.csv', signal)
    expect(blocks).toEqual([{ text: '병원명: 마당의원; 주소: 대구', isRow: true }])
  })

  test('of a million rows the first ones, and it says so', async () => {
    const rows = `id,name\n${Array.from({ length: 1_000_000 }, (_, row) => `${row},n`).join('\n')}`
    const { blocks, note } = await read(text(rows), 'big.csv', signal)
    expect(blocks).toHaveLength(MAX_ROWS)
    expect(note).toEqual({ code: 'ROWS_CUT', read: MAX_ROWS, of: 1_000_000 })
    expect(chunksOf(blocks).length).toBeLessThan(MAX_ROWS)
  })
})

describe('bad documents are refused with a reason', () => {
  const bomb = { name: 'word/document.xml', content: Buffer.alloc(80 * MEGABYTE) }
  test.each([
    ['an empty file', Buffer.alloc(0), 'a.md', 'DOCUMENT_EMPTY'],
    ['nothing but white space', text(' \n\n '), 'a.md', 'DOCUMENT_WITHOUT_TEXT'],
    ['a damaged PDF', text(`%PDF-1.7\n${'garbage '.repeat(50)}`), 'a.pdf', 'DOCUMENT_CORRUPT'],
    ['half a PDF', pdfOf(['one', 'two']).subarray(0, 200), 'a.pdf', 'DOCUMENT_CORRUPT'],
    ['a PDF with a password', pdfOf(['secret'], true), 'a.pdf', 'DOCUMENT_ENCRYPTED'],
    ['a PDF without text', pdfOf(['']), 'a.pdf', 'DOCUMENT_WITHOUT_TEXT'],
    ['a picture that says PDF', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'a.pdf', 'DOCUMENT_TYPE'],
    ['a PDF that says Markdown', pdfOf(['x']), 'a.md', 'DOCUMENT_TYPE'],
    ['a program', Buffer.from('7f454c4602010100', 'hex'), 'a.exe', 'DOCUMENT_TYPE'],
    ['old Word, or a locked one', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'a.docx', 'DOCUMENT_ENCRYPTED'],
    ['a ZIP that is no document', zipOf([{ name: 'a.txt', content: text('x') }]), 'a.docx', 'DOCUMENT_TYPE'],
    ['half a Word document', docxOf('a', ['b']).subarray(0, 300), 'a.docx', 'DOCUMENT_CORRUPT'],
    ['a bomb that admits it', zipOf([bomb]), 'a.docx', 'DOCUMENT_BOMB'],
    ['a bomb that lies about its size', zipOf([{ ...bomb, claims: 1_000 }]), 'a.docx', 'DOCUMENT_BOMB'],
    [
      'many small bombs',
      docxOf(
        'a',
        ['b'],
        Array.from({ length: 40 }, (_, n) => ({ name: `m${n}`, content: Buffer.alloc(3 * MEGABYTE) })),
      ),
      'a.docx',
      'DOCUMENT_BOMB',
    ],
    [
      'bytes in no encoding',
      Buffer.concat([text('글'), Buffer.from([0xff, 0xff, 0x80, 0x81])]),
      'a.md',
      'DOCUMENT_ENCODING',
    ],
  ])('%s', async (_, bytes, name, code) => {
    expect(await refusal(bytes, name)).toBe(code)
  })

  test('one that takes too long is given up, and the reader goes on', async () => {
    const hurried = createReader({ timeoutMs: 5, memoryMb: 256 })
    expect(await refusal(text('# a\n\nb'), 'a.md', hurried)).toBe('DOCUMENT_TOO_SLOW')
    expect(await refusal(text('# a\n\nb'), 'a.md')).toBe('read')
  })

  test('one that takes too much memory ends alone', async () => {
    const tight = createReader({ timeoutMs: 60_000, memoryMb: 24 })
    const heavy = text(`<p>${'가나다라 '.repeat(20)}</p>\n`.repeat(60_000))
    expect(await refusal(heavy, 'a.html', tight)).toBe('DOCUMENT_TOO_COMPLEX')
  })

  test('noise of every kind never breaks the reader', async () => {
    for (const name of ['a.pdf', 'a.docx', 'a.csv'])
      expect(await refusal(randomBytes(20_000), name)).toMatch(/^DOCUMENT_/)
  })

  test('a stop is no refusal', async () => {
    const stopping = new AbortController()
    const reading = read(text('# a\n\nb'), 'a.md', stopping.signal)
    stopping.abort(new Error('stopped'))
    await expect(reading).rejects.toThrow('stopped')
  })
})
