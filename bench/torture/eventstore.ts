import { setTimeout as delay } from 'node:timers/promises'
import {
  EventStoreDBClient,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as settingsWith,
  UnavailableError,
} from '@eventstore/db-client'
import type { Random } from '../chaos/random.ts'
import { check } from './eventstore-check.ts'
import { consume, emptyJournal, GROUP, hammer, type Journal, SOURCE, send } from './eventstore-load.ts'
import { count, emptyResult, type Result } from './report.ts'
import { killUnder, type Running, startServer } from './server.ts'

const WORKERS = 16
const SETTLE_MS = 60_000
const connect = ({ port }: Running) => EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`)

/** Kills the event store so many times under load, and checks after each start what it has kept. */
export async function tortureEventStore(rounds: number, random: Random, data: string): Promise<Result> {
  const result = emptyResult()
  const journal = emptyJournal()
  for (let round = 0; round <= rounds && result.findings.length === 0; round++) {
    const server = await startServer('eventstore', '--data', data, '--synchronous', random.pick(['FULL', 'NORMAL']))
    const client = connect(server)
    result.findings.push(...(await check(client, journal)))
    await retry(client, journal, result)
    if (round === 0) await createGroup(client)
    if (round < rounds) await load(client, server, journal, random, result)
    else await finish(client, journal, random, result)
    await server.kill()
    await client.dispose()
  }
  count(result, 'events delivered to the group', journal.delivered.size)
  return result
}

function createGroup(client: EventStoreDBClient): Promise<void> {
  const checkpoints = { checkPointAfter: 50, checkPointLowerBound: 1 }
  const settings = settingsWith({ startFrom: START, resolveLinkTos: true, messageTimeout: 2000, ...checkpoints })
  return client.createPersistentSubscriptionToStream(SOURCE, GROUP, settings)
}

async function load(
  client: EventStoreDBClient,
  server: Running,
  journal: Journal,
  random: Random,
  result: Result,
): Promise<void> {
  consume(client, journal, random)
  const life = random.int(30, 600)
  const before = result.counts['appends acknowledged'] ?? 0
  const workers = Array.from({ length: WORKERS }, (_, n) => hammer(client, journal, `torture-own${n}`, random, result))
  const begun = () => (result.counts['appends acknowledged'] ?? 0) > before
  count(result, 'times killed')
  result.findings.push(...(await killUnder(server, workers, begun, life, (it) => it instanceof UnavailableError)))
}

/** What was under way when the server died is sent again: it is acknowledged now, and made once. */
async function retry(client: EventStoreDBClient, journal: Journal, result: Result): Promise<void> {
  for (const append of journal.appends.values()) {
    if (append.position !== undefined) continue
    await send(client, journal, append).catch((error: unknown) => {
      result.findings.push(`append ${append.id} to ${append.stream}, sent again, was refused: ${error}`)
    })
    count(result, 'retries')
  }
}

/** After the last kill: nothing is lost or doubled, and the group has had every event, parked ones when replayed. */
async function finish(client: EventStoreDBClient, journal: Journal, random: Random, result: Result): Promise<void> {
  result.findings.push(...(await check(client, journal)))
  const wanted = [...journal.appends.values()].flatMap(({ events }) => events.map(({ id }) => id))
  const missing = () => wanted.filter((id) => !journal.delivered.has(id))
  const subscription = consume(client, journal, { ...random, chance: () => false })
  const deadline = Date.now() + SETTLE_MS
  const waitFor = async (holds: () => Promise<boolean>) => {
    while (Date.now() < deadline && !(await holds())) await delay(50)
  }
  const info = () => client.getPersistentSubscriptionToStreamInfo(SOURCE, GROUP)
  await waitFor(async () => missing().every((id) => journal.parked.has(id)))
  await client.replayParkedMessagesToStream(SOURCE, GROUP)
  await waitFor(async () => missing().length === 0 && (await info()).stats.parkedMessageCount === 0n)
  if (missing().length > 0) result.findings.push(`the group never delivered ${missing().length} of ${wanted.length}`)
  const { parkedMessageCount } = (await info()).stats
  if (parkedMessageCount > 0n) result.findings.push(`${parkedMessageCount} messages are parked after their replay`)
  await subscription.unsubscribe()
}
