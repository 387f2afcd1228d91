import { createServer, request } from 'node:http'
import { wrapAxios } from '@waybill/axios'
import axios from 'axios'
import { beforeEach, describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, other, outside } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const client = wrapAxios(axios.create())

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
    const url = redirectChain(302, mesh.origin, outside.origin, other.origin)
    await inRequest(inbound, () => client.get(url, through(proxy.origin)), {
      targets: [mesh.host, other.host, ...(isInside ? [new URL(proxy.origin).host] : [])],
      warnOnRefusal: false,
    })
    expect(seen).toEqual(expected)
    await proxy.close()
  })
})
