import { createRequire } from 'node:module'
import type GossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import type Gossip from '@eventstore/db-client/generated/gossip_pb.js'
import type PersistentGrpc from '@eventstore/db-client/generated/persistent_grpc_pb.js'
import type Persistent from '@eventstore/db-client/generated/persistent_pb.js'
import type FeaturesGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import type Features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import type Shared from '@eventstore/db-client/generated/shared_pb.js'
import type Status from '@eventstore/db-client/generated/status_pb.js'
import type StreamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type Streams from '@eventstore/db-client/generated/streams_pb.js'
import type Any from 'google-protobuf/google/protobuf/any_pb.js'
import type Empty from 'google-protobuf/google/protobuf/empty_pb.js'

// The official client ships its generated messages as CommonJS without an `exports` field: require finds them.
const require = createRequire(import.meta.url)
// Messages of protobuf's own have to be of the very copy that the client's are made with.
const requireAsClient = createRequire(require.resolve('@eventstore/db-client'))
const load = (file: string): unknown => require(`@eventstore/db-client/generated/${file}.js`)

export const streams = load('streams_pb') as typeof Streams
export const streamsGrpc = load('streams_grpc_pb') as typeof StreamsGrpc
export const shared = load('shared_pb') as typeof Shared
export const rpcStatus = load('status_pb') as typeof Status
export const persistent = load('persistent_pb') as typeof Persistent
export const persistentGrpc = load('persistent_grpc_pb') as typeof PersistentGrpc
export const features = load('serverfeatures_pb') as typeof Features
export const featuresGrpc = load('serverfeatures_grpc_pb') as typeof FeaturesGrpc
export const gossip = load('gossip_pb') as typeof Gossip
export const gossipGrpc = load('gossip_grpc_pb') as typeof GossipGrpc
export const anyPb = requireAsClient('google-protobuf/google/protobuf/any_pb.js') as typeof Any
export const emptyPb = requireAsClient('google-protobuf/google/protobuf/empty_pb.js') as typeof Empty
