import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { describe, expect, onTestFinished } from 'vitest'
import type { Lang } from '#lib/i18n/translate.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const WAIT_MS = 60_000
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

export const PHONE = { width: 360, height: 740 }
export const DESKTOP = { width: 1440, height: 900 }

const hasBrowser = existsSync(CHROMIUM)
if (!hasBrowser)
  console.log(`Browser tests are skipped: there is no ${CHROMIUM}. Install chromium, or name one in CHROMIUM.`)

/** A group of tests that need a browser; skipped, with a line that says so, where there is none. */
export const describeInBrowser = describe.skipIf(!hasBrowser)

/** Starts a browser with a profile of its own. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...FLAGS, ...QUIET] })

export interface Visit {
  size?: { width: number; height: number }
  lang?: Lang
  theme?: 'light' | 'dark'
  javaScript?: boolean
  /** Milliseconds by which the device's clock is ahead. */
  offset?: number
}

/**
 * Opens a window for one person, with cookies of their own, for the length of the running test. The test fails when
 * a script of the page fails; when the test fails, it prints where a picture of the page is.
 */
export async function openWindow(browser: Browser, visit: Visit = {}): Promise<Page> {
  const { size = DESKTOP, lang = 'ko', theme = 'light', javaScript = true, offset = 0 } = visit
  const context = await browser.newContext({
    viewport: size,
    locale: lang === 'ko' ? 'ko-KR' : 'en-GB',
    javaScriptEnabled: javaScript,
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(WAIT_MS)
  await context.addInitScript(shiftClock, offset)
  const errors: Error[] = []
  context.on('weberror', (error) => void errors.push(error.error() as Error))
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPictures(context, task.name)
    await context.close()
    expect(errors.map(({ stack, message }) => stack || message)).toEqual([])
  })
  const page = await context.newPage()
  return javaScript ? patient(page) : page
}

/** A page whose visits end only when its script runs, as a test is quicker than any person. */
function patient(page: Page): Page {
  const { goto, reload } = page
  const hydrated = () =>
    page.locator('html[data-hydrated], html:not(:has(link[rel=modulepreload]))').waitFor({ state: 'attached' })
  page.goto = async (url, options) => {
    const response = await goto.call(page, url, options)
    if (options?.waitUntil !== 'commit') await hydrated()
    return response
  }
  page.reload = async (options) => {
    const response = await reload.call(page, options)
    await hydrated()
    return response
  }
  return page
}

async function keepPictures(context: BrowserContext, name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'madang-e2e-'))
  for (const [index, page] of context.pages().entries()) {
    const path = join(folder, `${index}.png`)
    await page.screenshot({ path, fullPage: true })
    console.log(`“${name}” failed at ${page.url()}; how it looked: ${path}`)
  }
}

/** Runs in the page: its clock goes with the instance's, or ages and countdowns would be hours off. */
function shiftClock(offset: number): void {
  const Real = Date
  const now = () => Real.now() + offset
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}
