import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import { type WaybillOptions, waybill } from '@waybill/fastify'
import type { Inbound, Send } from '@waybill/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { frameworks } from './start-app.ts'

/** Fastify as a way in: each version over HTTP/1.1, and over HTTP/2. */
export const inbounds: Inbound[] = [
  ...frameworks.map(([name, framework]) =>
    inbound(name, () => framework({ forceCloseConnections: true })),
  ),
  {
    ...inbound(
      'fastify 5, http2',
      () =>
        // The types of an app over HTTP/2 are others, and the plugin is the same.
        Fastify({ http2: true }) as unknown as FastifyInstance,
    ),
    send: sendOverHttp2,
  },
]

function inbound(name: string, create: () => FastifyInstance): Inbound {
  return {
    name,
    async start(handler, options) {
      const app = create()
      app.register(waybill, options as WaybillOptions)
      app.get('/', (request) => handler(request.url))
      const origin = await app.listen({ port: 0, host: '127.0.0.1' })
      return { origin, close: () => app.close() }
    },
  }
}

async function sendOverHttp2(...[origin, path, headers]: Parameters<Send>): ReturnType<Send> {
  const session = connect(origin)
  try {
    const stream = session.request({ ':path': path, ...(headers as Record<string, string>) })
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
      stream.on('response', resolve).on('error', reject)
    })
    stream.end()
    return { headers: await answer, body: JSON.parse(await text(stream)) }
  } finally {
    session.close()
  }
}
