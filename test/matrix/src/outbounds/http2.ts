import { createServer } from 'node:http2'
import { json } from 'node:stream/consumers'
import type { Outbound, Received } from '@waybill/testing'
import { listen } from '../../../kit/echo-server.ts'
import type { Waybills } from '../waybills.ts'

/** `connect` of node:http2 as a way out: one session for all calls to an origin. */
export function http2Outbound({ http2: { http2 } }: Pick<Waybills, 'http2'>): Outbound {
  const sessions = new Map<string, ReturnType<typeof http2.connect>>()
  return {
    name: 'node:http2',
    call(url, headers) {
      const { origin, pathname, search } = new URL(url)
      return new Promise((resolve, reject) => {
        let session = sessions.get(origin)
        if (!session) {
          session = http2.connect(origin)
          session.on('error', reject).on('close', () => sessions.delete(origin))
          sessions.set(origin, session)
        }
        const stream = session.request({ ...headers, ':path': `${pathname}${search}` })
        json(stream).then(resolve, reject)
      })
    },
    async startEcho() {
      const received: Received[] = []
      const { origin, close } = await listen(echoServer(received))
      return {
        origin,
        received,
        async close() {
          for (const session of sessions.values()) session.destroy()
          await close()
        },
      }
    },
    lacks: { redirects: 'node:http2 follows no redirects' },
  }
}

/** Answers with what arrived; `hold=5` in the query until so many requests are held, which then go on at once. */
function echoServer(received: Received[]) {
  let held: (() => void)[] = []
  return createServer((req, res) => {
    const headers: Record<string, string | string[]> = {}
    for (let i = 0; i < req.rawHeaders.length; i += 2) {
      const name = req.rawHeaders[i] as string
      const value = req.rawHeaders[i + 1] as string
      headers[name] = name in headers ? [headers[name] as string, value].flat() : value
    }
    const request = { method: req.method, path: req.url, headers }
    received.push(request)
    held.push(() => res.end(JSON.stringify(request)))
    const hold = Number(new URL(req.url, 'http://echo').searchParams.get('hold') ?? 0)
    if (held.length < hold) return
    const all = held
    held = []
    for (const one of all) one()
  })
}
