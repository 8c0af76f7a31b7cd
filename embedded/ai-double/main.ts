import { runEmbedded } from '../cli.ts'
import { startAiDouble } from './server.ts'

await runEmbedded('ai-double', {}, ({ port }) => startAiDouble({ port }))
