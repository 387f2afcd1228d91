import type { Inbound } from '@waybill/testing'
import { expressInbounds } from './inbounds/express.ts'
import { fastifyInbounds } from './inbounds/fastify.ts'
import { grpcInbound } from './inbounds/grpc.ts'
import { hapiInbounds } from './inbounds/hapi.ts'
import { honoInbound } from './inbounds/hono.ts'
import { koaInbounds } from './inbounds/koa.ts'
import { messageInbound } from './inbounds/messaging.ts'
import { nestInbounds } from './inbounds/nest.ts'
import { nodeInbounds } from './inbounds/node.ts'
import type { Waybills } from './waybills.ts'

/** Every way in that has an adapter, with Waybill as its users would put it there. */
export function inboundsOf(waybills: Waybills): Inbound[] {
  return [
    ...expressInbounds(waybills),
    ...fastifyInbounds(waybills),
    ...hapiInbounds(waybills),
    honoInbound(waybills),
    ...koaInbounds(waybills),
    ...nestInbounds(waybills),
    ...nodeInbounds(waybills),
    grpcInbound(waybills),
    messageInbound(waybills),
  ]
}
