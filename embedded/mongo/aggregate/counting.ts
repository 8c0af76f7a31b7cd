import { isDoc, isNumeric, type Value } from '../bson/values.ts'
import { stageOf } from './stages.ts'

const BLIND = ['$skip', '$limit', '$count']

/** Whether stages look at no field of a document, as those of the driver's countDocuments: then none need be read. */
export function countsOnly(stages: readonly Value[]): boolean {
  const last = stages
    .map(stageOf)
    .findIndex(([name, value]) => name === '$count' || (name === '$group' && groupsBlindly(value)))
  return last >= 0 && stages.slice(0, last).every((stage) => BLIND.includes(stageOf(stage)[0]))
}

function groupsBlindly(spec: Value): boolean {
  if (!isDoc(spec)) return false
  const constant = (value: Value | undefined) => value === null || isNumeric(value)
  return [...spec].every(([name, value]) =>
    name === '_id' ? constant(value) : isDoc(value) && value.size === 1 && constant(value.get('$sum')),
  )
}
