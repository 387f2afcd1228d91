import type { Outbound } from '@waybill/testing'
import { axiosOutbounds } from './outbounds/axios.ts'
import { fetchOutbounds } from './outbounds/fetch.ts'
import { gotOutbound } from './outbounds/got.ts'
import { grpcOutbound } from './outbounds/grpc.ts'
import { http2Outbound } from './outbounds/http2.ts'
import { messageOutbound } from './outbounds/messaging.ts'
import { nodeOutbounds } from './outbounds/node.ts'
import { superagentOutbound } from './outbounds/superagent.ts'
import { undiciOutbounds } from './outbounds/undici.ts'
import type { Waybills } from './waybills.ts'

/** Every way out that has an adapter or a recipe, wrapped as its users would. */
export async function outboundsOf(waybills: Waybills): Promise<Outbound[]> {
  return [
    ...nodeOutbounds(waybills),
    ...fetchOutbounds(waybills),
    ...(await undiciOutbounds(waybills)),
    ...axiosOutbounds(waybills),
    gotOutbound(waybills),
    superagentOutbound(waybills),
    http2Outbound(waybills),
    grpcOutbound(waybills),
    messageOutbound(waybills),
  ]
}
