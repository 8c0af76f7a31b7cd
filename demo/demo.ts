import { startAiDouble } from '../embedded/ai-double/server.ts'
import { createClient } from './client.ts'
import { startInstance } from './instance.ts'
import type { Day, Step } from './step.ts'
import { chatSteps } from './steps/chat.ts'
import { launchSteps, takeDownSteps } from './steps/launch.ts'
import { chatModel, HOUSES, modelSteps, withoutModelSteps } from './steps/models.ts'
import { endSteps, peopleSteps } from './steps/people.ts'
import { pictureSteps, postedSteps } from './steps/pictures.ts'
import { planSteps } from './steps/plan.ts'
import { shopSteps } from './steps/shop.ts'

const HELP = `npm run demo: one merchant's whole day over public HTTP, on a fresh instance that it starts and stops itself.
Prints each step with its time; ends with 1 when one fails.`

if (process.argv.includes('--help')) {
  console.log(HELP)
  process.exit(0)
}

async function play(day: Day, steps: readonly Step[]): Promise<boolean> {
  for (const [name, run] of steps) {
    const began = performance.now()
    const time = () => `${(performance.now() - began).toFixed(0)} ms`.padStart(9)
    try {
      const result = await run(day)
      console.log(`✓ ${time()}  ${name}${result ? `\n${' '.repeat(13)}${result}` : ''}`)
    } catch (error) {
      console.log(`✗ ${time()}  ${name}\n${' '.repeat(13)}${error instanceof Error ? error.message : error}`)
      return false
    }
  }
  return true
}

const began = performance.now()
const double = await startAiDouble({ port: 0 })
const instance = await startInstance({
  AI_ENDPOINTS: JSON.stringify(HOUSES.map((name) => ({ name, url: double.openAiUrl, models: [chatModel(name)] }))),
}).catch(async (error) => {
  await double.stop()
  throw error
})
console.log(`✓ ${(performance.now() - began).toFixed(0).padStart(6)} ms  An empty instance is up at ${instance.origin}`)
const { origin, sandbox } = instance
const blank = {
  promotionId: '',
  contentId: '',
  distributionId: '',
  recommendationId: '',
  conversationId: '',
  position: 0,
}
const day: Day = {
  origin,
  sandbox,
  models: double.anthropicUrl,
  shop: createClient(origin),
  anyone: createClient(origin),
  ...blank,
}
const steps = [
  ...shopSteps,
  ...planSteps,
  ...pictureSteps,
  ...launchSteps,
  ...postedSteps,
  ...peopleSteps,
  ...withoutModelSteps,
  ...chatSteps,
  ...modelSteps,
  ...takeDownSteps,
  ...endSteps,
]
const passed = await play(day, steps).finally(() => day.live?.close())
const code = await instance.stop()
await double.stop()
console.log(`${code === 0 ? '✓' : '✗'} The instance stopped with ${code}`)
process.exitCode = passed && code === 0 ? 0 : 1
