import { mkdir, writeFile } from 'node:fs/promises'
import { generatedDocs } from './generated-docs.ts'

// Writes the generated documents; a test fails while they are not what the code says.
const FOLDER = new URL('../docs/generated/', import.meta.url)
await mkdir(FOLDER, { recursive: true })
for (const [name, text] of Object.entries(generatedDocs())) await writeFile(new URL(name, FOLDER), text)
