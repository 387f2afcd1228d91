import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accept, definePolicy, forward } from '@waybill/core'
import type { Inbound, Outbound } from './subject.ts'

/** The way in that stands on core alone, for an adapter that has only a way out. */
export const referenceInbound: Inbound = {
  name: 'core',
  async start(handler, options) {
    const policy = definePolicy(options)
    const server = createServer((req, res) =>
      accept(policy, req, res, async () => {
        const body = await handler(req.url ?? '/')
        res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
      }),
    )
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close() {
        return new Promise((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        })
      },
    }
  },
}

/** The way out that stands on core alone, for an adapter that has only a way in. */
export const referenceOutbound: Outbound = {
  name: 'core',
  call(url, headers) {
    return new Promise((resolve, reject) => {
      const all = { ...headers, ...forward(url, headers) }
      const call = request(url, { headers: all }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve(JSON.parse(text))).on('error', reject)
      })
      call.on('error', reject).end()
    })
  },
  lacks: { redirects: 'node:http follows no redirects' },
}
