import { createServer } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2'
import { createServer as createSecureServer } from 'node:https'
import type { Inbound } from '@waybill/testing'
import { certificate } from '../../../kit/certificate.ts'
import { listen } from '../../../kit/echo-server.ts'
import { jsonListener } from '../json-listener.ts'
import { sendHttp2, sendSecurely } from '../send.ts'
import type { Waybills } from '../waybills.ts'

/** Servers of node:http, https and http2. */
export function nodeInbounds({ http: { waybill } }: Pick<Waybills, 'http'>): Inbound[] {
  return [
    {
      name: 'node:http',
      start: (handler, options) => listen(createServer(waybill(jsonListener(handler), options))),
    },
    {
      name: 'node:https',
      send: sendSecurely,
      start: async (handler, options) =>
        listen(
          createSecureServer(await certificate(), waybill(jsonListener(handler), options)),
          true,
        ),
    },
    {
      name: 'node:http2',
      send: sendHttp2,
      async start(handler, options) {
        const server = createHttp2Server(waybill(jsonListener(handler), options) as never)
        const sessions = new Set<ServerHttp2Session>()
        server.on('session', (session) => sessions.add(session))
        const { origin, close } = await listen(server)
        return {
          origin,
          close() {
            for (const session of sessions) session.destroy()
            return close()
          },
        }
      },
    },
  ]
}
