import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type EchoServer, startEcho } from './echo-server.ts'

/** An echo server that runs while the tests around it do, and forgets before each what it received. */
export function runningEcho(options?: Parameters<typeof startEcho>[0]): EchoServer {
  let server: EchoServer
  beforeAll(async () => {
    server = await startEcho(options)
  })
  beforeEach(() => {
    server.received.length = 0
  })
  afterAll(() => server.close())
  return {
    get origin() {
      return server.origin
    },
    get host() {
      return server.host
    },
    get received() {
      return server.received
    },
    close: () => server.close(),
  }
}
