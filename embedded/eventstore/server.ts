import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js'
import type { EmbeddedServer } from '../cli.ts'
import { featuresGrpc, gossipGrpc } from './generated.ts'
import { authenticator } from './services/auth.ts'
import { bundling } from './services/bundling.ts'
import { clusterInfo, supportedMethods } from './services/info.ts'
import { type Cancellable, streamsHandlers, streamsService } from './services/streams.ts'
import type { Synchronous } from './store/database.ts'
import { openStore } from './store/store.ts'

export interface EventStoreOptions {
  port: number
  /** A folder, or ':memory:'. */
  data: string
  /** FULL (the default): an acknowledged append survives power loss. NORMAL: it survives the death of the process. */
  synchronous?: Synchronous
  username?: string
  password?: string
}

/** Larger than any append that is accepted, so that too large an append is refused by name. */
const MAX_MESSAGE_BYTES = 20 << 20
const STOP_PATIENCE_MS = 500

/** Starts an EventStoreDB-compatible server on the loopback interface. */
export async function startEventStore(options: EventStoreOptions): Promise<EmbeddedServer> {
  const store = openStore(options.data, options.synchronous ?? 'FULL')
  const open = new Set<Cancellable>()
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.enable_channelz': 0,
    interceptors: [bundling],
  })
  const services = [streamsService, featuresGrpc.ServerFeaturesService, gossipGrpc.GossipService].map(asDefinition)
  const [streams, features, gossip] = services as [ServiceDefinition, ServiceDefinition, ServiceDefinition]
  const methods = supportedMethods(services)
  server.addService(streams, streamsHandlers(store, authenticator(options.username, options.password), open))
  server.addService(features, { getSupportedMethods: (_: unknown, answer: Answer) => answer(null, methods) })
  server.addService(gossip, { read: (call: Call, answer: Answer) => answer(null, clusterInfo(call.getHost())) })
  const port = await listen(server, options.port).catch((error: unknown) => {
    store.close()
    throw error
  })
  const stop = async () => {
    store.writer.close()
    // The answers to what was just committed go out before their streams are ended.
    await new Promise((resolve) => setImmediate(resolve))
    for (const call of open) call.cancel()
    await shutDown(server)
    store.close()
  }
  return { port, stop }
}

type Call = ServerUnaryCall<unknown, unknown>
type Answer = sendUnaryData<unknown>

const asDefinition = (service: object): ServiceDefinition => service as ServiceDefinition

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, STOP_PATIENCE_MS)
    server.tryShutdown(() => {
      clearTimeout(force)
      resolve()
    })
  })
}
