import { contract } from '@waybill/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { expressInbounds } from '../../../test/matrix/src/inbounds/express.ts'
import { fastifyInbounds } from '../../../test/matrix/src/inbounds/fastify.ts'
import { hapiInbounds } from '../../../test/matrix/src/inbounds/hapi.ts'
import { honoInbound } from '../../../test/matrix/src/inbounds/hono.ts'
import { koaInbounds } from '../../../test/matrix/src/inbounds/koa.ts'
import { nestInbounds } from '../../../test/matrix/src/inbounds/nest.ts'
import { nodeInbounds } from '../../../test/matrix/src/inbounds/node.ts'
import { axiosOutbounds } from '../../../test/matrix/src/outbounds/axios.ts'
import { fetchOutbounds } from '../../../test/matrix/src/outbounds/fetch.ts'
import { gotOutbound } from '../../../test/matrix/src/outbounds/got.ts'
import { http2Outbound } from '../../../test/matrix/src/outbounds/http2.ts'
import { nodeOutbounds } from '../../../test/matrix/src/outbounds/node.ts'
import { superagentOutbound } from '../../../test/matrix/src/outbounds/superagent.ts'
import { undiciOutbounds } from '../../../test/matrix/src/outbounds/undici.ts'
import { start, stop } from '../src/api.ts'
import { bare } from './kit/bare.ts'

const inbounds = [
  ...nodeInbounds(bare),
  ...expressInbounds(bare),
  ...fastifyInbounds(bare),
  ...hapiInbounds(bare),
  honoInbound(bare),
  ...koaInbounds(bare),
  ...nestInbounds(bare),
]

const outbounds = [
  ...nodeOutbounds(bare),
  http2Outbound(bare),
  ...fetchOutbounds(bare),
  ...(await undiciOutbounds(bare)),
  ...axiosOutbounds(bare),
  gotOutbound(bare),
  superagentOutbound(bare),
]

beforeAll(() => start({}))
afterAll(stop)

describe.each(inbounds)('$name, in by nothing else', (inbound) => {
  for (const { name, skip, run } of contract({ inbound })) test.skipIf(skip)(name, run)
})

describe.each(outbounds)('$name, out by nothing else', (outbound) => {
  for (const { name, skip, run } of contract({ outbound })) test.skipIf(skip)(name, run)
})
