/** The packages under test, from wherever they were loaded. */
export interface Waybills {
  readonly axios: typeof import('@waybill/axios')
  readonly core: typeof import('@waybill/core')
  readonly express: typeof import('@waybill/express')
  readonly fastify: typeof import('@waybill/fastify')
  readonly fetch: typeof import('@waybill/fetch')
  readonly got: typeof import('@waybill/got')
  readonly grpc: typeof import('@waybill/grpc')
  readonly hapi: typeof import('@waybill/hapi')
  readonly hono: typeof import('@waybill/hono')
  readonly http: typeof import('@waybill/http')
  readonly http2: typeof import('@waybill/http2')
  readonly koa: typeof import('@waybill/koa')
  readonly messaging: typeof import('@waybill/messaging')
  readonly nestjs: typeof import('@waybill/nestjs')
  readonly superagent: typeof import('@waybill/superagent')
}

const NAMES = [
  'axios',
  'core',
  'express',
  'fastify',
  'fetch',
  'got',
  'grpc',
  'hapi',
  'hono',
  'http',
  'http2',
  'koa',
  'messaging',
  'nestjs',
  'superagent',
] as const

/** Loads them all, by `import` or by `require`. */
export async function loadWaybills(load: (name: string) => unknown): Promise<Waybills> {
  const loaded = await Promise.all(
    NAMES.map(async (name) => [name, await load(`@waybill/${name}`)] as const),
  )
  return Object.fromEntries(loaded) as unknown as Waybills
}
