import { ffmpeg } from './ffmpeg.ts'

const TIMEOUT_MS = 20_000
/** Of 2 (best) to 31: letters keep clean edges, and a square post has some 200 kB. */
const QUALITY = '3'

/** A picture as the encoder takes it: PNG bytes, or four bytes a pixel. */
export type Still =
  | { format: 'png'; bytes: Uint8Array }
  | { format: 'rgba'; bytes: Uint8Array; width: number; height: number }

/** Baseline JPEG, as Instagram wants it. @throws Error when the program fails */
export function toJpeg(still: Still, signal: AbortSignal): Promise<Buffer> {
  const input =
    still.format === 'png'
      ? ['-f', 'png_pipe']
      : ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${still.width}x${still.height}`]
  // Colours are written as the JPEG format defines them (BT.601, full range).
  const scale = ['-vf', 'scale=out_color_matrix=bt601:out_range=full', '-pix_fmt', 'yuvj444p', '-q:v', QUALITY]
  const args = [...input, '-i', 'pipe:0', ...scale, '-frames:v', '1', '-f', 'mjpeg', 'pipe:1']
  return ffmpeg({ args, input: still.bytes, timeoutMs: TIMEOUT_MS, signal })
}
