import type { Inbound } from '@waybill/testing'
import fastify from 'fastify'
import fastify4 from 'fastify4'
import type { Waybills } from '../waybills.ts'

/** Fastify 5 and 4. */
export function fastifyInbounds(waybills: Pick<Waybills, 'fastify'>): Inbound[] {
  return [
    fastifyInbound('fastify 5', fastify, waybills),
    fastifyInbound('fastify 4', fastify4 as unknown as typeof fastify, waybills),
  ]
}

function fastifyInbound(
  name: string,
  framework: typeof fastify,
  { fastify: { waybill } }: Pick<Waybills, 'fastify'>,
): Inbound {
  return {
    name,
    async start(handler, options) {
      const app = framework()
      await app.register(waybill(options))
      app.get('/', (req) => handler(req.url) as Promise<object>)
      const origin = await app.listen({ port: 0, host: '127.0.0.1' })
      return { origin, close: () => app.close() }
    },
  }
}
