import type { Outbound, Received } from '@waybill/testing'
import {
  ask,
  type Client,
  clientOf,
  metadataOf,
  serve,
} from '../../../../packages/grpc/test/service.ts'
import { textsOf } from '../../../../packages/grpc/test/texts.ts'
import type { Waybills } from '../waybills.ts'

const clients = new Map<string, Client>()

/** gRPC as a way out: one client, so one channel, for all calls to a host. */
export const grpcOutbound = ({
  grpc: { waybillClientInterceptor },
}: Pick<Waybills, 'grpc'>): Outbound => ({
  name: 'grpc-js',
  call(url, headers) {
    const { host } = new URL(url)
    const client = clients.get(host) ?? clientOf(host, [waybillClientInterceptor()])
    clients.set(host, client)
    return ask(client, {}, metadataOf(headers))
  },
  async startEcho() {
    const received: Received[] = []
    const { address, close } = await serve({
      unary(call, callback) {
        const request = { method: 'POST', path: call.getPath(), headers: textsOf(call.metadata) }
        received.push(request)
        callback(null, request)
      },
    })
    return {
      origin: `http://${address}`,
      received,
      async close() {
        for (const client of clients.values()) client.close()
        clients.clear()
        close()
      },
    }
  },
  lacks: {
    latin1: 'gRPC sends metadata as ASCII',
    query: 'a call of gRPC has no URL, so no query',
    redirects: 'gRPC has no redirects',
  },
})
