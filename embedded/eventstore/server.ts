import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import type { EmbeddedServer } from '../cli.ts'
import { featuresGrpc, gossipGrpc } from './generated.ts'
import { Groups } from './persistent/groups.ts'
import { persistentHandlers, persistentService } from './persistent/service.ts'
import { type Authenticate, authenticator } from './services/auth.ts'
import { bundling } from './services/bundling.ts'
import { clusterInfo, supportedMethods } from './services/info.ts'
import { type Cancellable, streamsHandlers, streamsService } from './services/streams.ts'
import type { Synchronous } from './store/database.ts'
import { openStore, type Store } from './store/store.ts'

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
  const groups = new Groups(store)
  addServices(server, store, groups, authenticator(options.username, options.password), open)
  const port = await listen(server, options.port).catch((error: unknown) => {
    store.close()
    throw error
  })
  const stop = async () => {
    groups.close()
    store.writer.close()
    // The answers to what was just committed go out before their streams are ended.
    await new Promise((resolve) => setImmediate(resolve))
    for (const call of open) call.cancel()
    await shutDown(server)
    store.close()
  }
  return { port, stop }
}

function addServices(
  server: Server,
  store: Store,
  groups: Groups,
  authenticate: Authenticate,
  open: Set<Cancellable>,
): void {
  const services: [object, UntypedServiceImplementation][] = [
    [streamsService, streamsHandlers(store, authenticate, open)],
    [persistentService, persistentHandlers(groups, store.log, authenticate, open)],
    [featuresGrpc.ServerFeaturesService, { getSupportedMethods: (_: Call, answer: Answer) => answer(null, methods) }],
    [gossipGrpc.GossipService, { read: (call: Call, answer: Answer) => answer(null, clusterInfo(call.getHost())) }],
  ]
  const methods = supportedMethods(services.map(([definition]) => definition as ServiceDefinition))
  for (const [definition, handlers] of services) server.addService(definition as ServiceDefinition, handlers)
}

type Call = ServerUnaryCall<unknown, unknown>
type Answer = sendUnaryData<unknown>

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
