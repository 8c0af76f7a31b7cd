import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import packaged from '@ffmpeg-installer/ffmpeg'
import { expect, test } from 'vitest'
import { atOnce } from './at-once.ts'
import { CLIP_SECONDS, type ClipStill, makeClip } from './clip.ts'
import { FilmFailed, ffmpeg } from './ffmpeg.ts'
import { toJpeg } from './jpeg.ts'

const signal = new AbortController().signal
const still = (width: number, height: number, level: number): ClipStill => ({
  bytes: new Uint8Array(width * height * 4).fill(level),
  width,
  height,
})

test('a clip is ten seconds of H.264 in yuv420p at its size, with a silent sound track, and begins at once', async () => {
  const size = { width: 640, height: 360 }
  const stills = [40, 120, 220].map((level) => still(686, 386, level)) as [ClipStill, ClipStill, ClipStill]
  const clip = await makeClip(stills, size, signal)
  const folder = await mkdtemp(join(tmpdir(), 'madang-film-'))
  const path = join(folder, 'clip.mp4')
  await writeFile(path, clip)
  const { stderr } = spawnSync(packaged.path, ['-hide_banner', '-i', path], { encoding: 'utf8' })
  await rm(folder, { recursive: true })
  const [, seconds] = /Duration: 00:00:(\d\d\.\d\d)/.exec(stderr) ?? []
  expect(Math.abs(Number(seconds) - CLIP_SECONDS)).toBeLessThan(0.1)
  expect(stderr).toMatch(/Video: h264 .*yuv420p.*640x360.* 25 fps/)
  expect(stderr).toMatch(/Audio: aac .*48000 Hz, stereo/)
  // The index stands before the pictures, so that players need not read to the end first.
  expect(clip.indexOf('moov')).toBeLessThan(clip.indexOf('mdat'))
})

test('a picture becomes a baseline JPEG of its size, in its colours', async () => {
  const rgba = new Uint8Array(64 * 32 * 4)
  for (let at = 0; at < rgba.length; at += 4) rgba.set([200, 68, 27, 255], at)
  const jpeg = await toJpeg({ format: 'rgba', bytes: rgba, width: 64, height: 32 }, signal)
  expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff')
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  expect([jpeg.readUInt16BE(frame + 7), jpeg.readUInt16BE(frame + 5)]).toEqual([64, 32])
  const args = ['-f', 'mjpeg', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1']
  const pixels = await ffmpeg({ args, input: jpeg, timeoutMs: 20_000, signal })
  for (const [index, wanted] of [200, 68, 27].entries())
    expect(Math.abs((pixels[index] as number) - wanted)).toBeLessThan(8)
})

test('what is no picture is refused with the program’s own words', async () => {
  const broken = toJpeg({ format: 'png', bytes: Buffer.from('no picture') }, signal)
  await expect(broken).rejects.toThrow(FilmFailed)
})

test('one that takes too long is ended, and so is one that nobody wants any more', async () => {
  const endless = ['-f', 'lavfi', '-i', 'testsrc=d=3600', '-f', 'null', '-']
  await expect(ffmpeg({ args: endless, timeoutMs: 300, signal })).rejects.toThrow('longer than 300 ms')
  const stop = new AbortController()
  const unwanted = ffmpeg({ args: endless, timeoutMs: 60_000, signal: stop.signal })
  stop.abort(new Error('stopped'))
  await expect(unwanted).rejects.toThrow('stopped')
})

test('only so many run at once, in the order in which they came, also after one failed', async () => {
  const inTurn = atOnce(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const work = (n: number) => async () => {
    running += 1
    most = Math.max(most, running)
    order.push(n)
    await delay(5)
    running -= 1
    if (n === 1) throw new Error('failed')
  }
  const all = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((n) => inTurn(work(n))))
  expect(all.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1)
  expect([most, order]).toEqual([2, [0, 1, 2, 3, 4, 5]])
})
