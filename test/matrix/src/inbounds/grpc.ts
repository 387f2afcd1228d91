import type { Metadata } from '@grpc/grpc-js'
import type { Answer, Inbound } from '@waybill/testing'
import { type Client, clientOf, metadataOf, serve } from '../../../../packages/grpc/test/service.ts'
import { textsOf } from '../../../../packages/grpc/test/texts.ts'
import type { Waybills } from '../waybills.ts'

const clients = new Map<string, Client>()

/** gRPC as a way in: one unary method, whose message is the path. */
export const grpcInbound = ({
  grpc: { waybillServerInterceptor },
}: Pick<Waybills, 'grpc'>): Inbound => ({
  name: 'grpc-js',
  async start(handler, options) {
    const { address, close } = await serve(
      {
        unary({ request }, callback) {
          handler(String(request)).then((body) => callback(null, body), callback)
        },
      },
      [waybillServerInterceptor(options)],
    )
    const origin = `http://${address}`
    clients.set(origin, clientOf(address))
    return {
      origin,
      async close() {
        clients.get(origin)?.close()
        clients.delete(origin)
        close()
      },
    }
  },
  send(origin, path, headers) {
    return new Promise<Answer>((resolve, reject) => {
      let answered: Metadata | undefined
      const client = clients.get(origin) as Client
      const call = client.unary(path, metadataOf(headers), {}, (error, body) => {
        if (error) reject(error)
        else resolve({ body, headers: answered ? textsOf(answered) : {} })
      })
      call.on('metadata', (metadata: Metadata) => {
        answered = metadata
      })
    })
  },
  lacks: {
    repeats: 'grpc-js joins repeated entries before any interceptor sees them',
    latin1: 'gRPC sends metadata as ASCII',
  },
})
