import { createServer } from 'node:http'
import { connect } from 'node:net'
import { fetch as waybillFetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, outside } = runningMesh()
afterEach(() => vi.unstubAllGlobals())

const inbound = { 'x-request-id': 'r-1' }
const inMesh = <R>(fn: () => R) =>
  inRequest(inbound, fn, { targets: [mesh.host, 'reviews'], warnOnRefusal: false })

describe('a dispatcher of the caller', () => {
  const { Agent } = Number(process.versions.node.split('.')[0]) < 26 ? undici6 : undici

  // From Node 24 on, a Request keeps its dispatcher to itself: the first hop gets it, the hops that follow do not.
  const isOutOfReach = Number(process.versions.node.split('.')[0]) >= 24

  test.each([
    ['in the options', (url: string, dispatcher: object) => [url, { dispatcher }]],
    [
      'in a Request',
      (url: string, dispatcher: object) => [new Request(url, { dispatcher } as never)],
    ],
  ])('%s sends the call, with the headers decided anew at each hop', async (where, args) => {
    for (const call of [wrapFetch(fetch), waybillFetch]) {
      const agent = new Agent({ connections: 1 })
      const hosts: string[] = []
      const dispatcher = Object.create(agent, {
        dispatch: {
          value(options: { origin: string }, handler: never) {
            hosts.push(String(options.origin))
            return agent.dispatch(options as never, handler)
          },
        },
      }) as object
      const to = `${mesh.origin}/?to=${outside.origin}`
      const pending = inMesh(() => arrivedId(Reflect.apply(call, undefined, args(to, dispatcher))))
      expect(await pending).toBeUndefined()
      expect(hosts).toEqual(
        where === 'in a Request' && isOutOfReach ? [mesh.origin] : [mesh.origin, outside.origin],
      )
      await agent.close()
    }
  })
})

describe('a mock agent of undici', () => {
  const mocked = (seen: unknown[]) => {
    const agent = new undici.MockAgent()
    agent.disableNetConnect()
    const headers = (given: Record<string, string>) => {
      seen.push(given['x-request-id'])
      return true
    }
    const pool = agent.get('http://reviews:9080')
    pool.intercept({ path: '/', headers }).reply(200, 'mocked').times(2)
    return agent
  }

  test('answers a wrapped fetch, and sees the headers', async () => {
    const seen: unknown[] = []
    const agent = mocked(seen)
    const call = wrapFetch(undici.fetch as unknown as typeof fetch)
    for (let i = 0; i < 2; i++) {
      const init = { dispatcher: agent } as unknown as RequestInit
      const response = await inRequest(inbound, () => call('http://reviews:9080/', init))
      expect(await response.text()).toBe('mocked')
    }
    expect(new Set(seen)).toEqual(new Set(['r-1']))
    await agent.close()
  })

  test('can be wrapped itself', async () => {
    const seen: unknown[] = []
    const dispatcher = wrapDispatcher(mocked(seen))
    const { body } = await inRequest(inbound, () =>
      undici.request('http://reviews:9080/', { dispatcher }),
    )
    expect([await body.text(), new Set(seen)]).toEqual(['mocked', new Set(['r-1'])])
    expect(dispatcher.pendingInterceptors()).toHaveLength(1)
    await dispatcher.close()
  })
})

test.each([
  ['undici 6', undici6.ProxyAgent, undici6.request],
  ['undici 7', undici.ProxyAgent, undici.request],
])(
  'the ProxyAgent of %s sends the headers to the target, and none to open the tunnel',
  async (_name, ProxyAgent, request) => {
    const opened: unknown[] = []
    const proxy = createServer().on('connect', (req, socket) => {
      opened.push(req.headers['x-request-id'])
      const [host, port] = (req.url ?? '').split(':')
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        target.pipe(socket).pipe(target)
      })
    })
    const { origin, close } = await listen(proxy)
    const dispatcher = wrapDispatcher(new ProxyAgent({ uri: origin, proxyTunnel: true }))
    const { body } = await inMesh(() => request(mesh.origin, { dispatcher } as object))
    expect(((await body.json()) as Received).headers).toMatchObject(inbound)
    expect(opened).toEqual([undefined])
    await dispatcher.close()
    await close()
  },
)
