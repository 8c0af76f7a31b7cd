import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Storage } from '../adapters/storage/port.ts'
import type { SendCommand } from '../commands/handle.ts'
import { documentIdOf } from '../commands/preparations/add-knowledge.ts'
import { Definition, type Document, PACKS_MERCHANT } from '../domain/assistant-definition.ts'
import { Id } from '../domain/kernel.ts'

const FOLDER = fileURLToPath(new URL('../packs/', import.meta.url))
const Pack = z.strictObject({ assistantId: Id, definition: Definition })
const SYSTEM = { accountId: 'packs', merchantId: PACKS_MERCHANT, role: 'system' as const, name: 'packs' }

/** A ready-made assistant as its files have it. */
export interface PackFiles extends z.infer<typeof Pack> {
  /** Markdown by title, which is the text's first heading. */
  knowledge: { title: string; bytes: Buffer }[]
}

/** Every folder below `packs/` that has a `pack.json`. Throws where one does not fit. */
export async function readPacks(folder: string = FOLDER): Promise<PackFiles[]> {
  const files = (await readdir(folder, { recursive: true })).toSorted()
  const roots = files
    .filter((file) => /(^|[\\/])pack\.json$/.test(file))
    .map((file) => file.slice(0, -'pack.json'.length))
  return Promise.all(
    roots.map(async (root) => {
      const pack = Pack.parse(JSON.parse(await readFile(`${folder}${root}pack.json`, 'utf8')))
      const texts = files.filter((file) => file.startsWith(`${root}knowledge`) && file.endsWith('.md'))
      return { ...pack, knowledge: await Promise.all(texts.map((file) => readText(`${folder}${file}`))) }
    }),
  )
}

async function readText(path: string) {
  const bytes = await readFile(path)
  const heading = /^# (.+)$/m.exec(bytes.toString())?.[1]
  if (!heading) throw new Error(`${path} has no heading`)
  return { title: `${heading.trim()}.md`, bytes }
}

/** Installs or renews the ready-made assistants that every shop may use; what is as it was is left alone. */
export async function installPacks(send: SendCommand, storage: Storage): Promise<void> {
  for (const { assistantId, definition, knowledge } of await readPacks()) {
    const documents = await Promise.all(
      knowledge.map(async ({ title, bytes }): Promise<Document> => {
        const { hash } = await storage.put(bytes, 'text/markdown')
        const documentId = documentIdOf(assistantId, hash)
        return { documentId, title, hash, mime: 'text/markdown', bytes: bytes.length }
      }),
    )
    const input = { assistantId, definition, documents }
    const content = createHash('sha256').update(JSON.stringify(input)).digest('hex')
    await send({ type: 'InstallPack', input, actor: SYSTEM, idempotencyKey: `pack/${assistantId}/${content}` })
  }
}
