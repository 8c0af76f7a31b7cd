import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A file as it can be sent: plain, and packed where the build has packed it. */
interface PageFile {
  type: string
  /** By name of the encoding, best first. */
  packed: [encoding: string, bytes: Buffer][]
  bytes: Buffer
}

/** Files of the pages by their path below the folder. */
export type PageFiles = ReadonlyMap<string, PageFile>

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const
/** An encoding that is named to be left out (RFC 9110, 12.4.2). */
const REFUSED = /;\s*q=0(\.0*)?$/

/**
 * Reads the files whose name changes with what is in them. A first visit asks for dozens: from memory each costs a tenth of
 * what opening it would. Files of kinds that are not known here are left out.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = new Set(found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)))
  const known = [...paths].filter((path) => extname(path) in TYPES)
  return new Map(
    await Promise.all(known.map(async (path) => [nameOf(folder, path), await readOne(path, paths)] as const)),
  )
}

const nameOf = (folder: string, path: string) => relative(folder, path).replaceAll(sep, '/')

async function readOne(path: string, paths: ReadonlySet<string>): Promise<PageFile> {
  const there = ENCODINGS.filter(([, ending]) => paths.has(path + ending))
  const packed = there.map(async ([encoding, ending]) => [encoding, await readFile(path + ending)] as [string, Buffer])
  return { type: TYPES[extname(path)] ?? '', bytes: await readFile(path), packed: await Promise.all(packed) }
}

/** Sends a file in the best encoding that is taken; it never changes, so it is never asked for again. */
export function sendPageFile({ headers }: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const taken = String(headers['accept-encoding'] ?? '')
    .split(/\s*,\s*/)
    .flatMap((one) => (REFUSED.test(one) ? [] : (one.split(';')[0]?.trim() ?? [])))
  const [encoding, bytes] = file.packed.find(([name]) => taken.includes(name)) ?? [undefined, file.bytes]
  if (encoding) reply.header('content-encoding', encoding)
  if (file.packed.length > 0) reply.header('vary', 'accept-encoding')
  return reply.header('cache-control', 'public, max-age=31536000, immutable').type(file.type).send(bytes)
}
