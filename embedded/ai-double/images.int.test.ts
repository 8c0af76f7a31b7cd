import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AiDouble, startAiDouble } from './server.ts'

let double: AiDouble
beforeAll(async () => {
  double = await startAiDouble({ port: 0 })
})
afterAll(() => double.stop())

interface Answer {
  data: { b64_json: string }[]
  artifacts: { base64: string }[]
  image: string
}
const authorization = 'Bearer any'
const sizeOf = (png: Buffer) => [png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)]
const json = async (path: string, body: unknown) => {
  const sent = { method: 'POST', headers: { authorization }, body: JSON.stringify(body) }
  return (await (await fetch(`${double.anthropicUrl}${path}`, sent)).json()) as Answer
}

test('OpenAI’s images have the size that was asked for', async () => {
  const body = { model: 'gpt-image-2', prompt: '눈 오는 카페', size: '1536x1024', n: 2 }
  const { data } = await json('/v1/images/generations', body)
  expect(data.map((one) => sizeOf(Buffer.from(one.b64_json, 'base64')))).toEqual([
    ['PNG', 1536, 1024],
    ['PNG', 1536, 1024],
  ])
})

test('Stability’s first API takes sides, its newer one an aspect ratio', async () => {
  const body = { text_prompts: [{ text: '가을' }], width: 832, height: 1216 }
  const { artifacts } = await json('/v1/generation/sdxl/text-to-image', body)
  expect(sizeOf(Buffer.from(artifacts[0]?.base64 ?? '', 'base64'))).toEqual(['PNG', 832, 1216])
  const form = new FormData()
  form.set('prompt', '가을')
  form.set('aspect_ratio', '16:9')
  const ask = (accept: string) =>
    fetch(`${double.anthropicUrl}/v2beta/stable-image/generate/core`, {
      method: 'POST',
      headers: { authorization, accept },
      body: form,
    })
  expect(sizeOf(Buffer.from(await (await ask('image/*')).arrayBuffer()))).toEqual(['PNG', 1344, 756])
  const { image } = (await (await ask('application/json')).json()) as Answer
  expect(sizeOf(Buffer.from(image, 'base64'))).toEqual(['PNG', 1344, 756])
})
