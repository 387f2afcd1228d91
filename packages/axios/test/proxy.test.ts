import { createServer, request } from 'node:http'
import { wrapAxios } from '@waybill/axios'
import axios from 'axios'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type EchoServer, listen, startEcho } from '../../../test/kit/echo-server.ts'
import { inRequest } from './in-request.ts'

let mesh: EchoServer
let other: EchoServer
let outside: EchoServer
beforeAll(async () => {
  ;[mesh, other, outside] = await Promise.all([startEcho(), startEcho(), startEcho()])
})
beforeEach(() => {
  for (const echo of [mesh, other, outside]) echo.received.length = 0
})
afterAll(() => Promise.all([mesh.close(), other.close(), outside.close()]))

const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const host = ({ origin }: EchoServer) => new URL(origin).host
const targets = () => [host(mesh), host(other)]
const client = wrapAxios(axios.create())
const chain = (status: number, ...origins: string[]): string =>
  origins.reduceRight((next, from) => `${from}/?status=${status}&to=${encodeURIComponent(next)}`)
describe('through a proxy', () => {
  let seen: unknown[] = []
  const startProxy = () =>
    listen(
      createServer((req, res) => {
        seen.push(req.headers['x-request-id'])
        const { method, headers } = req
        req.pipe(
          request(req.url ?? '', { method, headers } as object, (answer) => {
            res.writeHead(answer.statusCode ?? 500, answer.headers)
            answer.pipe(res)
          }),
        )
      }),
    )
  const through = (origin: string) => {
    const { hostname, port } = new URL(origin)
    return { proxy: { protocol: 'http', host: hostname, port: Number(port) } }
  }
  beforeEach(() => {
    seen = []
  })

  test.each([
    ['inside', true, ['r-1', undefined, 'r-1']],
    ['outside', false, [undefined, undefined, undefined]],
  ])('%s, both it and the target must be inside', async (_where, isInside, expected) => {
    const proxy = await startProxy()
    const url = chain(302, mesh.origin, outside.origin, other.origin)
    await inRequest(inbound, () => client.get(url, through(proxy.origin)), {
      targets: [...targets(), ...(isInside ? [new URL(proxy.origin).host] : [])],
      warnOnRefusal: false,
    })
    expect(seen).toEqual(expected)
    await proxy.close()
  })
})
