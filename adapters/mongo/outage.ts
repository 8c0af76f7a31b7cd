import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb'

const UNREACHABLE = [
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
]
/** The driver does not export these. */
const OF_THE_POOL = ['MongoPoolClosedError', 'MongoWaitQueueTimeoutError']

/**
 * Whether a failure is about reaching the database, and so goes away by waiting. A bulk write wraps what went wrong
 * on the way into an error of its own, without the code that a server's answer has.
 */
export const isMongoOutage = (error: unknown): boolean =>
  error instanceof MongoError &&
  (error.hasErrorLabel('RetryableWriteError') ||
    (error instanceof MongoBulkWriteError && error.code === undefined) ||
    UNREACHABLE.some((kind) => error instanceof kind) ||
    OF_THE_POOL.includes(error.name))
