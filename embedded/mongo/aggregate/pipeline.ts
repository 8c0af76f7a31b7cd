import type { Doc, Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { pipelineOf, stageOf } from './stages.ts'

const IN_UPDATES = ['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']

/** An update written as a pipeline: stages that make one document of one. */
export function updatePipeline(stages: Value[]): (doc: Doc) => Doc {
  for (const stage of stages) {
    const [name] = stageOf(stage)
    if (!IN_UPDATES.includes(name)) fail(72, `${name} is not allowed to be used within an update`)
  }
  const run = pipelineOf(stages, () => refuse('$lookup in an update'))
  return (doc) => {
    const [result] = run([doc])
    return result as Doc
  }
}
