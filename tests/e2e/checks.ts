import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import type { Lang } from '#lib/i18n/translate.ts'
import { MESSAGES } from './words.ts'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Our pages have no frames, and nothing needs every style sheet fetched once more. */
const LEAN = { resultTypes: ['violations'], iframes: false, preload: false }

/** What axe finds serious or critical on the page as it is, one line each; of some rules only, where they are named. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(AXE)
  const options = { ...LEAN, ...(rules ? { runOnly: rules } : {}) }
  const found = await page.evaluate(
    (given) => (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(given),
    options,
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`))
}

/** By how many pixels the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)')

/** Runs in the page: the words of it that stand on more than one line, as they do where a column is too narrow. */
const BROKEN_WORDS = `(() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode
    if (text.parentElement.closest('script, style, noscript, pre, textarea, select, ins, del, .sr-only')) continue
    for (const { 0: word, index } of text.data.matchAll(/(?<![\\p{L}\\p{N}])(?:\\p{L}{2,14}|\\p{N}{2,8})(?![\\p{L}\\p{N}])/gu)) {
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)))
      if (lines.size > 1) found.push(word)
    }
  }
  return found
})()`

/** Words and numbers of the page that are broken in their middle; what is longer than a word, or a record's raw value, may be. */
export const brokenWords = async (page: Page): Promise<string[]> =>
  (await page.evaluate<string[]>(BROKEN_WORDS)).map((word) => `“${word}” is broken at ${page.viewportSize()?.width}`)

/**
 * Runs in the page: everything that is written there, also where only a screen reader says it. What a planner
 * has found is content, in the language of the shop.
 */
const WRITTEN = `(() => {
  const texts = [document.title]
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest('script, style, noscript, details li')) texts.push(walker.currentNode.data)
  for (const element of document.querySelectorAll('*'))
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.push(element.getAttribute(name) ?? '')
  return texts.map((text) => text.trim()).filter(Boolean)
})()`

const KEYS = Object.keys(MESSAGES.ko)
/** A key without a dot, such as `skip`, may be part of a word. */
const isKey = (text: string, key: string) => (key.includes('.') ? text.includes(key) : text === key)
const BROKEN = /undefined|\bNaN\b|\bnull\b|\[object |Invalid Date|\{\w+[:|}]/

/** What is wrong with the words on the page: keys, values that are none, sentences of the other language. */
export async function wrongWords(page: Page, lang: Lang): Promise<string[]> {
  const other = MESSAGES[lang === 'ko' ? 'en' : 'ko']
  const own = new Set(Object.values(MESSAGES[lang]))
  const foreign = new Set(Object.values(other).filter((text) => !own.has(text)))
  const written: string[] = await page.evaluate(WRITTEN)
  const wrong = written.filter((text) => BROKEN.test(text) || KEYS.some((key) => isKey(text, key)) || foreign.has(text))
  const said = await page.locator('html').getAttribute('lang')
  return said === lang ? wrong : [`html lang is ${said}`, ...wrong]
}
