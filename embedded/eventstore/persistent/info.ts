import type { SubscriptionInfo } from '@eventstore/db-client/generated/persistent_pb.js'
import { persistent } from '../generated.ts'
import type { Log } from '../store/log.ts'
import type { Consumer } from './consumer.ts'
import type { Group } from './group.ts'
import { ALL } from './settings.ts'

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0)

/** A group as `GetInfo` and `List` show it. */
export function groupInfo(group: Group, log: Log): SubscriptionInfo {
  const { definition, buffer, retries, consumers, live, parked, source } = group
  const { stream, name, settings } = definition
  const place = (at: number | undefined) => showPlace(stream, at)
  const { total, sinceMeasured, perSecond } = group.meter.read()
  const inFlight = sum(consumers.map((consumer) => consumer.inFlight))
  const info = new persistent.SubscriptionInfo()
    .setEventSource(stream)
    .setGroupName(name)
    .setStatus(`${live ? 'Live' : 'Behind'}${parked.replaying ? ', ReplayingParkedMessages' : ''}`)
    .setConnectionsList(consumers.map((consumer) => connectionInfo(consumer, settings.extraStatistics)))
    .setAveragePerSecond(perSecond)
    .setTotalItems(String(total))
    .setCountSinceLastMeasurement(String(sinceMeasured))
    .setLastCheckpointedEventPosition(place(source.progress.saved))
    .setLastKnownEventPosition(place(stream === ALL ? log.committed : log.streams.find(stream).last))
    .setReadBufferCount(live ? 0 : buffer.length)
    .setLiveBufferCount(String(live ? buffer.length : 0))
    .setRetryBufferCount(retries.length)
    .setTotalInFlightMessages(inFlight)
    .setOutstandingMessagesCount(inFlight + retries.length)
    .setParkedMessageCount(String(parked.count))
  return withSettings(info, group)
}

function withSettings(info: SubscriptionInfo, { definition: { stream, settings } }: Group): SubscriptionInfo {
  const { startFrom } = settings
  const start = startFrom === 'end' ? -1 : startFrom
  return info
    .setStartFrom(stream === ALL ? `C:${start}/P:${start}` : String(start))
    .setResolveLinkTos(settings.resolveLinks)
    .setExtraStatistics(settings.extraStatistics)
    .setMessageTimeoutMilliseconds(settings.messageTimeout)
    .setMaxRetryCount(settings.maxRetryCount)
    .setLiveBufferSize(settings.liveBufferSize)
    .setBufferSize(settings.historyBufferSize)
    .setReadBatchSize(settings.readBatchSize)
    .setCheckPointAfterMilliseconds(settings.checkpointAfter)
    .setMinCheckPointCount(settings.minCheckpointCount)
    .setMaxCheckPointCount(settings.maxCheckpointCount)
    .setMaxSubscriberCount(settings.maxSubscriberCount)
    .setNamedConsumerStrategy(settings.strategy)
}

/** A revision, or a position as text; empty where there is none. */
function showPlace(stream: string, place: number | undefined): string {
  if (place === undefined || place < 0) return ''
  return stream === ALL ? `C:${place}/P:${place}` : String(place)
}

function connectionInfo(consumer: Consumer, extraStatistics: boolean): SubscriptionInfo.ConnectionInfo {
  const { slots, username, connectionName } = consumer.options
  const { total, sinceMeasured, perSecond } = consumer.meter.read()
  const measurements = extraStatistics ? consumer.latencies.summary() : []
  return new persistent.SubscriptionInfo.ConnectionInfo()
    .setFrom(consumer.from)
    .setUsername(username)
    .setConnectionName(connectionName)
    .setAverageItemsPerSecond(perSecond)
    .setTotalItems(String(total))
    .setCountSinceLastMeasurement(String(sinceMeasured))
    .setAvailableSlots(slots - consumer.inFlight)
    .setInFlightMessages(consumer.inFlight)
    .setObservedMeasurementsList(
      measurements.map(([key, value]) =>
        new persistent.SubscriptionInfo.Measurement().setKey(key).setValue(String(value)),
      ),
    )
}
