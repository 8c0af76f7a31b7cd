import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Loose, mongo, refusal } from './harness.ts'

const { own, collection } = mongo()

const words = (text: string) => text.trim().split(/\s+/)

/** The names that the README's table rows give under a heading. */
function listed(table: string, ...rows: string[]): string[] {
  const lines = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split('\n')
  const cell = (line: string) => line.split('|')[1]?.trim()
  const start = lines.findIndex((line) => cell(line) === table)
  const found = lines
    .slice(start, lines.indexOf('', start))
    .filter((line) => rows.length === 0 || rows.includes(cell(line) ?? ''))
  return [...found.join(' ').matchAll(/`(\$?\$?[a-zA-Z]+)`/g)].map(([, name]) => name as string)
}

// MongoDB 7's own lists
const QUERY =
  words(`$eq $gt $gte $in $lt $lte $ne $nin $and $not $nor $or $exists $type $expr $jsonSchema $mod $regex $text
  $where $geoIntersects $geoWithin $near $nearSphere $all $elemMatch $size $bitsAllClear $bitsAllSet $bitsAnyClear
  $bitsAnySet $comment $rand $natural $sampleRate`)
const UPDATE = words(
  `$currentDate $inc $min $max $mul $rename $set $setOnInsert $unset $addToSet $pop $pull $push $pullAll $bit $pushAll`,
)
const STAGES =
  words(`$addFields $bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $count $currentOp
  $densify $documents $facet $fill $geoNear $graphLookup $group $indexStats $limit $listLocalSessions $listSampledQueries
  $listSearchIndexes $listSessions $lookup $match $merge $out $planCacheStats $project $redact $replaceRoot $replaceWith
  $sample $search $searchMeta $set $setWindowFields $shardedDataDistribution $skip $sort $sortByCount $unionWith $unset
  $unwind $vectorSearch`)
const ACCUMULATORS =
  words(`$accumulator $addToSet $avg $bottom $bottomN $count $first $firstN $last $lastN $max $maxN $median
  $mergeObjects $min $minN $percentile $push $stdDevPop $stdDevSamp $sum $top $topN`)
const EXPRESSIONS =
  words(`$abs $acos $acosh $add $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $asin $asinh
  $atan $atan2 $atanh $avg $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $cmp $concat $concatArrays $cond
  $convert $cos $cosh $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc
  $dayOfMonth $dayOfWeek $dayOfYear $degreesToRadians $divide $eq $exp $filter $first $firstN $floor $function $getField
  $gt $gte $hour $ifNull $in $indexOfArray $indexOfBytes $indexOfCP $isArray $isNumber $isoDayOfWeek $isoWeek $isoWeekYear
  $last $lastN $let $literal $ln $log $log10 $lt $lte $ltrim $map $max $maxN $median $mergeObjects $meta $min $minN
  $millisecond $minute $mod $month $multiply $ne $not $objectToArray $or $percentile $pow $radiansToDegrees $rand $range
  $reduce $regexFind $regexFindAll $regexMatch $replaceOne $replaceAll $reverseArray $round $rtrim $sampleRate $second
  $setDifference $setEquals $setField $setIntersection $setIsSubset $setUnion $sin $sinh $size $slice $sortArray $split
  $sqrt $stdDevPop $stdDevSamp $strcasecmp $strLenBytes $strLenCP $substr $substrBytes $substrCP $subtract $sum $switch
  $tan $tanh $toBool $toDate $toDecimal $toDouble $toInt $toLong $toLower $toObjectId $toString $toUpper $trim $trunc
  $tsIncrement $tsSecond $type $unsetField $week $year $zip`)
const COMMANDS =
  words(`abortTransaction aggregate bulkWrite collMod collStats commitTransaction compact connectionStatus
  convertToCapped count create createIndexes createUser currentOp dbHash dbStats delete distinct drop dropDatabase dropIndexes
  dropUser endSessions explain filemd5 find findAndModify fsync getCmdLineOpts getLog getMore getParameter grantRolesToUser hello
  hostInfo insert isMaster killCursors killOp killSessions listCollections listCommands listDatabases listIndexes mapReduce ping
  profile reIndex renameCollection replSetGetStatus rolesInfo serverStatus setParameter shutdown startSession top update
  usersInfo validate whatsmyip buildInfo saslStart saslContinue logout`)

/** What must not be: an operator of the list that is neither in the README nor refused by its name. */
async function expectRefused(names: string[], supported: string[], attempt: (name: string) => Promise<unknown>) {
  expect(supported.filter((name) => name.startsWith('$') && !name.startsWith('$$')).length).toBeGreaterThan(0)
  for (const name of names.filter((each) => !supported.includes(each))) {
    const { code, message } = await refusal(attempt(name)).catch(() => expect.fail(`${name} was not refused`))
    expect([2, 238], `${name}: ${message}`).toContain(code)
    expect(message).toContain(name)
  }
}

/** What must not be: a name in the README that is not there. */
async function expectThere(names: string[], attempt: (name: string) => Promise<unknown>) {
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const error: Loose = await attempt(name).then(
      () => undefined,
      (reason) => reason,
    )
    expect([238, 59], `${name}: ${error?.message}`).not.toContain(error?.code)
  }
}

test('query operators', async () => {
  const c = collection()
  await c.insertOne({ a: 1 })
  const supported = [...listed('query'), '$options']
  const find = (name: string) =>
    c
      .find(['$and', '$or', '$nor', '$expr', '$comment'].includes(name) ? { [name]: [{ a: 1 }] } : { a: { [name]: 1 } })
      .toArray()
  await expectRefused(QUERY, supported, find)
  await expectThere(supported, find)
  await expectRefused(QUERY, [...supported, '$comment'], (name) => c.find({ [name]: 1 }).toArray())
})

test('update operators', async () => {
  const c = collection()
  await c.insertOne({ a: 1 })
  const supported = listed('update', 'fields', 'arrays')
  const update = (name: string) =>
    own.db.command({ findAndModify: c.collectionName, query: {}, update: { [name]: { a: 1 } } })
  await expectRefused(UPDATE, supported, update)
  await expectThere(
    supported.filter((name) => UPDATE.includes(name)),
    update,
  )
})

test('stages, accumulators and expressions', async () => {
  const c = collection()
  await c.insertOne({ a: 'x' })
  const stage = (name: string) => c.aggregate([{ [name]: {} }]).toArray()
  await expectRefused(STAGES, listed('aggregation', 'stages'), stage)
  await expectThere(listed('aggregation', 'stages'), stage)
  const accumulate = (name: string) => c.aggregate([{ $group: { _id: 1, x: { [name]: {} } } }]).toArray()
  await expectRefused(ACCUMULATORS, listed('aggregation', 'accumulators'), accumulate)
  await expectThere(listed('aggregation', 'accumulators'), accumulate)
  const expressions = listed('aggregation', 'arithmetic', 'comparison, logic', 'text', 'arrays', 'dates', 'other')
  const compute = (name: string) => c.aggregate([{ $project: { x: { [name]: '$a' } } }]).toArray()
  await expectRefused(EXPRESSIONS, expressions, compute)
  await expectThere(
    expressions.filter((name) => !name.startsWith('$$')),
    compute,
  )
})

test('commands', async () => {
  const supported = listed('commands')
  for (const name of COMMANDS.filter((each) => !supported.includes(each))) {
    const { code, message } = await refusal(own.db.command({ [name]: 1 }))
    expect([59, 20], `${name}: ${message}`).toContain(code)
  }
  await expectThere(
    supported.filter((name) => name !== 'logout'),
    (name) => own.db.command({ [name]: 'x' }),
  )
})

test('options', async () => {
  const c = collection()
  await c.insertOne({ _id: 1, a: 1 })
  const attempts: [string, () => Promise<unknown>][] = [
    ['hint', () => c.find({}, { hint: { a: 1 } }).toArray()],
    ['collation', () => c.find({}, { collation: { locale: 'ko' } }).toArray()],
    ['let', () => c.find({}, { let: { x: 1 } }).toArray()],
    ['tailable', () => c.find({}, { tailable: true }).toArray()],
    ['hint', () => c.updateOne({}, { $set: { a: 2 } }, { hint: { a: 1 } })],
    ['collation', () => c.updateOne({}, { $set: { a: 2 } }, { collation: { locale: 'ko' } })],
    ['let', () => c.aggregate([], { let: { x: 1 } }).toArray()],
    ['explain', () => c.aggregate([]).explain()],
    ['sparse', () => c.createIndex({ a: 1 }, { sparse: true })],
    ['text', () => c.createIndex({ a: 'text' })],
    ['2dsphere', () => c.createIndex({ a: '2dsphere' })],
    ['collation', () => c.createIndex({ a: 1 }, { collation: { locale: 'ko' } })],
    ['wildcard', () => c.createIndex({ '$**': 1 })],
    ['capped', () => own.db.command({ create: 'x', capped: true })],
    ['validator', () => own.db.createCollection('x', { validator: { a: 1 } })],
    ['timeseries', () => own.db.createCollection('x', { timeseries: { timeField: 't' } })],
    ['$elemMatch', () => c.findOne({}, { projection: { a: { $elemMatch: { b: 1 } } } })],
    ['positional', () => c.findOne({}, { projection: { 'a.$': 1 } })],
    ['snapshot', () => c.find({}, { readConcern: { level: 'snapshot' } }).toArray()],
    ['madeUp', () => own.db.command({ find: c.collectionName, madeUp: 1 })],
  ]
  for (const [name, attempt] of attempts)
    expect(await refusal(attempt()).catch(() => expect.fail(`${name} was not refused`)), name).toMatchObject({
      code: name === 'explain' ? 59 : 238,
      message: expect.stringContaining(name),
    })
  expect(await c.findOne()).toEqual({ _id: 1, a: 1 })
})

test('transactions', async () => {
  const c = collection()
  const session = own.client.startSession()
  session.startTransaction()
  expect(await refusal(c.findOne({}, { session }))).toMatchObject({ code: 20, codeName: 'IllegalOperation' })
  await session.abortTransaction()
  await session.endSession()
})
