import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const RGB = 2
const DEPTH = 8
const MAX_SIDE = 4_096

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A PNG of one colour, which the prompt decides. */
export function plainPng(width: number, height: number, prompt: string): Buffer {
  const colour = createHash('sha256').update(prompt).digest().subarray(0, 3)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([DEPTH, RGB, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, colour)])
  const pixels = Buffer.alloc(row.length * height, row)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const side = (value: unknown, fallback: number): number => {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 && number <= MAX_SIDE ? number : fallback
}

/** The answer of OpenAI's `/v1/images/generations`, always as base64. */
export function openAiImages(body: Record<string, unknown>) {
  const [width, height] = String(body.size ?? '1024x1024').split('x')
  const image = plainPng(side(width, 1_024), side(height, 1_024), String(body.prompt))
  const data = Array.from({ length: side(body.n, 1) }, () => ({ b64_json: image.toString('base64') }))
  const usage = { input_tokens: 40, output_tokens: 1_056, total_tokens: 1_096 }
  return { created: 1_700_000_000, output_format: 'png', data, usage }
}

/** The answer of Stability's first API, `/v1/generation/<engine>/text-to-image`, which takes a width and a height. */
export function stabilityArtifacts(body: Record<string, unknown>) {
  const [first] = (body.text_prompts ?? []) as { text?: string }[]
  const image = plainPng(side(body.width, 1_024), side(body.height, 1_024), first?.text ?? '')
  return { artifacts: [{ base64: image.toString('base64'), seed: 1, finishReason: 'SUCCESS' }] }
}

/** Sides by aspect ratio, about a million pixels as the service gives them. */
const RATIOS: Record<string, [number, number]> = {
  '1:1': [1_024, 1_024],
  '4:5': [896, 1_120],
  '5:4': [1_120, 896],
  '2:3': [832, 1_248],
  '3:2': [1_248, 832],
  '16:9': [1_344, 756],
  '9:16': [756, 1_344],
  '21:9': [1_536, 658],
  '9:21': [658, 1_536],
}

/** The image of Stability's newer API, `/v2beta/stable-image/generate/<kind>`, which takes an aspect ratio. */
export function stabilityImage(body: Record<string, unknown>): Buffer {
  const [width, height] = RATIOS[String(body.aspect_ratio ?? '1:1')] ?? [1_024, 1_024]
  return plainPng(width, height, String(body.prompt))
}
