import packageJson from '../package.json' with { type: 'json' }
import { asyncApi } from '../projections/async-api.ts'
import { catalogue } from './catalogue.ts'

/** The documents that are made of the registries, by file name under `docs/generated/`. */
export const generatedDocs = (): Record<string, string> => ({
  'asyncapi.json': `${JSON.stringify(asyncApi(packageJson.version), null, 2)}\n`,
  'catalogue.md': catalogue(),
})
