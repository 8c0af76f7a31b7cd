import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ffmpeg } from './ffmpeg.ts'

/** Frames a second: enough for moves this gentle. */
const RATE = 25
export const CLIP_SECONDS = 10
/** Each picture is drawn that much larger than the film, which moves over it by one pixel a frame. */
export const CLIP_ZOOM = 1.07
const TIMEOUT_MS = 120_000

/** One still of the film, drawn {@link CLIP_ZOOM} times as large as the film. */
export interface ClipStill {
  bytes: Uint8Array
  width: number
  height: number
}

/** Seconds at which each still begins and for how long it is seen; each fades in over the one before. */
const SHOTS = [
  { from: 0, seconds: 3.4 },
  { from: 3, seconds: 3.2 },
  { from: 5.8, seconds: CLIP_SECONDS - 5.8 },
] as const
const FADE_SECONDS = 0.4

/**
 * A film of ten seconds, 1920 × 1080, H.264 in yuv420p with a silent sound track: three stills, each moved over
 * gently, the last at rest so that its code can be read.
 *
 * @throws Error when the program fails or is too slow
 */
export async function makeClip(
  stills: readonly [ClipStill, ClipStill, ClipStill],
  { width, height }: { width: number; height: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'madang-clip-'))
  try {
    const paths = await Promise.all(
      stills.map(async ({ bytes }, index) => {
        const path = join(folder, `${index}.rgba`)
        await writeFile(path, bytes)
        return path
      }),
    )
    const film = join(folder, 'clip.mp4')
    const inputs = stills.flatMap((still, index) => inputOf(still, paths[index] as string))
    const made = ['-filter_complex', filters(width, height), '-map', '[film]', '-map', '3:a', ...ENCODED]
    await ffmpeg({ args: [...inputs, ...SILENCE, ...made, film], timeoutMs: TIMEOUT_MS, signal })
    return await readFile(film)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const inputOf = ({ width, height }: ClipStill, path: string): string[] => {
  const pixels = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`]
  return [...pixels, '-r', `${RATE}`, '-i', path]
}
const SILENCE = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo']
const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-profile:v', 'high']
const BT709 = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv']
const ENCODED = [...X264, ...BT709, '-c:a', 'aac', '-b:a', '96k', '-t', `${CLIP_SECONDS}`, '-movflags', '+faststart']

/** Where the film looks at each still: to the right, down, and at rest in the middle. */
function filters(width: number, height: number): string {
  const moves = [`x='min(n,iw-ow)':y='(ih-oh)/2'`, `x='(iw-ow)/2':y='min(n*0.5,ih-oh)'`, `x='(iw-ow)/2':y='(ih-oh)/2'`]
  const shots = SHOTS.map(({ from, seconds }, index) => {
    // The colours are converted once, before one frame becomes many; full chroma lets the crop move by single pixels.
    const still = `scale=out_color_matrix=bt709:out_range=tv,format=${index === 0 ? 'yuv444p' : 'yuva444p'}`
    const held = `loop=loop=${Math.round(seconds * RATE)}:size=1:start=0,setpts=N/${RATE}/TB`
    const seen = `${still},${held},crop=${width}:${height}:${moves[index]}`
    const faded = index === 0 ? '' : `,fade=t=in:st=0:d=${FADE_SECONDS}:alpha=1`
    return `[${index}:v]${seen}${faded},setpts=PTS+${from}/TB[s${index}]`
  })
  return [
    ...shots,
    '[s0][s1]overlay=format=yuv444:eof_action=pass[a]',
    '[a][s2]overlay=format=yuv444:eof_action=pass,format=yuv420p[film]',
  ].join(';')
}
