import { existsSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

interface Service {
  image?: string
  build?: unknown
  environment?: Record<string, string | number>
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: unknown
}
interface Stack {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}

const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const stack = parse(text('../docker/compose.yaml')) as Stack
const services = Object.entries(stack.services)

test('every setting of ours is one that the table of settings knows', () => {
  const known = text('../docs/configuration.md')
  const names = Object.keys(stack.services.madang?.environment ?? {})
  expect(names.length).toBeGreaterThan(8)
  expect(names.filter((name) => !known.includes(`\`${name}\``))).toEqual([])
})

test('images are pinned, and each of the real servers is there', () => {
  const images = services.flatMap(([, { image }]) => image ?? [])
  expect(images.filter((image) => !/:[^:]*\d/.test(image))).toEqual([])
  expect(services.map(([name]) => name)).toEqual(['madang', 'eventstore', 'mongo', 'nats', 'minio', 'bucket'])
})

test('no secret is written down: each comes from outside, and its absence is said', () => {
  const secret = /SECRET|PASSWORD|KEY$/
  const written = services.flatMap(([service, { environment = {} }]) =>
    Object.entries(environment)
      .filter(([name, value]) => secret.test(name) && !/^\$\{\w+:(\?.+|-)\}$/.test(String(value)))
      .map(([name]) => `${service}.${name}`),
  )
  expect(written).toEqual([])
})

test('what is waited for exists and can be told to be well; what is kept has a volume', () => {
  for (const [name, { depends_on = {}, volumes = [] }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect(stack.services[other], `${name} waits for ${other}`).toBeDefined()
      if (condition === 'service_healthy') expect(stack.services[other]?.healthcheck, other).toBeDefined()
    }
    for (const volume of volumes) expect(Object.keys(stack.volumes)).toContain(volume.split(':')[0])
  }
})

const ROOT = new URL('../', import.meta.url)
const ignored = text('../.dockerignore')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
const isLeftOut = (path: string) => ignored.some((one) => matchesGlob(path, one) || matchesGlob(path, `${one}/**`))

/** What a module of ours loads when it runs: other modules, workers and child processes by URL, packages by name. */
function loadedBy(source: string): string[] {
  const code = source.replaceAll(/^\s*(import|export) type [^'\n]*(\{[^}]*\})?[^'\n]*from '[^']+'/gm, '')
  const names = /(?:\bfrom |\bimport |\bimport\(|new URL\(|meta\.resolve\(|require\(|require\.resolve\()'([^']+)'/g
  return [...code.matchAll(names)].map(([, name = '']) => name)
}

/** Every file that is loaded from one on, by its path from the root, and every package. */
function loadedFrom(start: string) {
  const files = new Set<string>()
  const packages = new Set<string>()
  const queue = [new URL(start, ROOT)]
  for (let at = queue.pop(); at; at = queue.pop()) {
    const path = decodeURI(at.href.slice(ROOT.href.length))
    if (files.has(path)) continue
    files.add(path)
    for (const name of /\.[jt]s$/.test(path) && existsSync(at) ? loadedBy(readFileSync(at, 'utf8')) : []) {
      if (name.startsWith('.')) queue.push(new URL(name, at))
      else if (!/^(node:|https?:|data:|[#/])/.test(name)) packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] as string)
    }
  }
  return { files: [...files], packages: [...packages] }
}

const STARTS: [string, number][] = [
  ['main.ts', 400],
  ['mcp.ts', 100],
  ...['eventstore', 'mongo', 'nats', 'partners'].map((name): [string, number] => [`embedded/${name}/main.ts`, 10]),
]

test.each(STARTS)('the image holds whatever %s loads, and needs no package of development', (start, least) => {
  const { files, packages } = loadedFrom(start)
  const { dependencies } = JSON.parse(text('../package.json')) as { dependencies: Record<string, string> }
  expect(files.length).toBeGreaterThanOrEqual(least)
  // The pages are built within the image.
  const needed = files.filter((path) => !path.startsWith('web/build/'))
  expect(needed.filter((path) => isLeftOut(path) || !existsSync(new URL(path, ROOT)))).toEqual([])
  expect(packages.filter((name) => !(name in dependencies))).toEqual([])
})

test('what the image must not hold stays out', () => {
  for (const path of ['docker/.env', '.env', '.env.local', '.data/secret', 'node_modules/zod/index.js', '.git/config'])
    expect(isLeftOut(path), path).toBe(true)
})
