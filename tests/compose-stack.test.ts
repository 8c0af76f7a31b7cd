import { readFileSync } from 'node:fs'
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
