import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'

/**
 * Lets a handler write an array of messages as one chunk. gRPC still frames each of them, but they reach the socket
 * together: one message at a time, each would wait for the socket to have taken the one before.
 */
export const bundling: ServerInterceptor = (_, call) => new BundlingCall(call)

class BundlingCall extends ServerInterceptingCall {
  override sendMessage(message: unknown, callback: () => void): void {
    if (!Array.isArray(message)) {
      super.sendMessage(message, callback)
      return
    }
    message.forEach((one, index) => {
      super.sendMessage(one, index === message.length - 1 ? callback : nothing)
    })
  }
}

const nothing = (): void => {}
