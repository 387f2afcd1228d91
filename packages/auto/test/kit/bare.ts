import nodeHttp from 'node:http'
import nodeHttp2 from 'node:http2'
import nodeHttps from 'node:https'
import type { Waybills } from '../../../../test/matrix/src/waybills.ts'
import { start } from '../../src/api.ts'

const itself = <T>(thing: T): T => thing

/** Starts Waybill with the options that a middleware would get, and gives one that does nothing. */
const starting =
  <T>(bare: T) =>
  (options = {}): T => {
    start(options)
    return bare
  }

class EmptyModule {}

/** What stands for the explicit adapters where there are none: frameworks and clients as they are. */
export const bare = {
  axios: { wrapAxios: itself },
  express: { waybill: starting((_req: unknown, _res: unknown, next: () => void) => next()) },
  fastify: { waybill: starting(async () => undefined) },
  fetch: { fetch: globalThis.fetch, wrapFetch: itself, wrapDispatcher: itself },
  got: { wrapGot: itself },
  hapi: { waybill: starting({ name: 'bare', register: () => undefined }) },
  hono: { waybill: starting((_context: unknown, next: () => unknown) => next()) },
  http: {
    http: nodeHttp,
    https: nodeHttps,
    waybill: (listener: unknown, options = {}) => starting(listener)(options),
  },
  http2: { http2: nodeHttp2, wrapSession: itself },
  koa: { waybill: starting((_context: unknown, next: () => unknown) => next()) },
  nestjs: { WaybillModule: { forRoot: starting({ module: EmptyModule }) } },
  superagent: { wrapSuperagent: itself },
} as unknown as Waybills
