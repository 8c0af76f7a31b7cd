import { randomUUID } from 'node:crypto'
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js'
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { features, gossip, shared } from '../generated.ts'

const VERSION = '23.10.1'
const DEFAULT_PORT = 2113

/** What `ServerFeatures.GetSupportedMethods` answers: every method of the given services, and what it can be about. */
export function supportedMethods(services: ServiceDefinition[]): SupportedMethods {
  const methods = services.flatMap(Object.values).map(({ path }: { path: string }) => {
    const [, service = '', method = ''] = path.toLowerCase().split('/')
    const targets = service.endsWith('.persistentsubscriptions') ? ['stream', 'all'] : []
    return new features.SupportedMethod().setServiceName(service).setMethodName(method).setFeaturesList(targets)
  })
  return new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods)
}

const INSTANCE = new shared.UUID().setString(randomUUID())

/** A cluster of one leader, under the name the client already reaches it by. */
export function clusterInfo(authority: string): ClusterInfo {
  const { hostname, port } = new URL(`http://${authority}`)
  const endPoint = new gossip.EndPoint().setAddress(hostname).setPort(Number(port) || DEFAULT_PORT)
  const member = new gossip.MemberInfo()
    .setInstanceId(INSTANCE)
    .setTimeStamp(`${Date.now()}0000`)
    .setState(gossip.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(endPoint)
  return new gossip.ClusterInfo().setMembersList([member])
}
