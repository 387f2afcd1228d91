import type { Inbound } from '@waybill/testing'
import fastify, { type FastifyInstance } from 'fastify'
import fastify4 from 'fastify4'
import { sendHttp2 } from '../send.ts'
import type { Waybills } from '../waybills.ts'

/** Fastify 5 and 4, and 5 over HTTP/2. */
export function fastifyInbounds(waybills: Pick<Waybills, 'fastify'>): Inbound[] {
  const five = () => fastify({ forceCloseConnections: true })
  const four = () => fastify4({ forceCloseConnections: true }) as unknown as FastifyInstance
  // The types of an app over HTTP/2 are others, and the plugin is the same.
  const overHttp2 = () =>
    fastify({ http2: true, http2SessionTimeout: 50 }) as unknown as FastifyInstance
  return [
    fastifyInbound('fastify 5', five, waybills),
    { ...fastifyInbound('fastify 5, http2', overHttp2, waybills), send: sendHttp2 },
    fastifyInbound('fastify 4', four, waybills),
  ]
}

function fastifyInbound(
  name: string,
  create: () => FastifyInstance,
  { fastify: { waybill } }: Pick<Waybills, 'fastify'>,
): Inbound {
  return {
    name,
    async start(handler, options) {
      const app = create()
      app.register(waybill(options as never))
      app.get('/', (request) => handler(request.url))
      const origin = await app.listen({ port: 0, host: '127.0.0.1' })
      return { origin, close: () => app.close() }
    },
  }
}
