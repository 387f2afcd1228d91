import { createServer } from 'node:http'
import { fetch as waybillFetch } from '@waybill/fetch'
import { describe, expect, test } from 'vitest'
import { callerWins, inbound, propagated } from '../../../test/kit/caller-wins.ts'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'

const echo = runningEcho()
const { traceparent: _p, ...withoutParent } = inbound

const shapes: [string, (headers: Record<string, string>) => RequestInit['headers']][] = [
  ['an object', (headers) => headers],
  ['a frozen object', (headers) => Object.freeze({ ...headers })],
  ['Headers', (headers) => new Headers(headers)],
  ['pairs', (headers) => Object.entries(headers)],
  ['an iterator', (headers) => Object.entries(headers).values() as never],
]

describe.each(shapes)('what the call sets in %s wins', (_shape, shape) => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ...callerWins,
    ['tracestate alone', { tracestate: 'm' }, { ...withoutParent, tracestate: 'm' }],
  ])('%s', async (_name, headers, expected) => {
    const arrived = async (...args: Parameters<typeof fetch>) => {
      const response = await inRequest(inbound, () => waybillFetch(...args))
      const { headers: all } = (await response.json()) as Received
      return propagated(all)
    }
    expect(await arrived(echo.origin, { headers: shape(headers) as never })).toEqual(expected)
    expect(await arrived(new Request(echo.origin, { headers }))).toEqual(expected)
    const other = new Request(echo.origin, { headers: { 'x-request-id': 'not this' } })
    expect(await arrived(other, { headers: shape(headers) as never })).toEqual(expected)
  })
})

describe('a signed request is left alone', () => {
  test.each<[string, string, Record<string, string>]>([
    ['AWS, in the header', '/', { Authorization: 'AWS4-HMAC-SHA256 Credential=x, Signature=y' }],
    ['AWS, in the query', '/o?X-Amz-Signature=s', {}],
    ['Google, in the query', '/o?X-Goog-Signature=s', {}],
    ['Azure, in the query', '/o?sv=2022&sig=s', {}],
  ])('%s, on the first try and on a retry', async (_name, path, headers) => {
    for (const headersOfTry of [headers, new Headers(headers)]) {
      const response = await inRequest(inbound, () =>
        waybillFetch(`${echo.origin}${path}`, { headers: headersOfTry }),
      )
      const { headers: arrived } = (await response.json()) as Received
      for (const name of Object.keys(inbound)) expect(arrived).not.toHaveProperty(name)
    }
  })
})

describe('fails as the built-in does, given', () => {
  const aborted = AbortSignal.abort(new Error('mine'))
  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['undefined', [undefined]],
    ['null', [null]],
    ['a relative URL', ['/path']],
    ['a name alone', ['reviews']],
    ['no URL', ['http://[/']],
    ['a URL with a user', ['http://user:pass@127.0.0.1/']],
    ['another scheme', ['ftp://127.0.0.1/']],
    ['options that are a text', ['http://127.0.0.1/', 'text']],
    ['options that are a number', ['http://127.0.0.1/', 5]],
    ['headers that are null', ['http://127.0.0.1/', { headers: null }]],
    ['headers that are a text', ['http://127.0.0.1/', { headers: 'a: b' }]],
    ['a header name with a blank', ['http://127.0.0.1/', { headers: { 'a b': 'c' } }]],
    ['a header value with a line end', ['http://127.0.0.1/', { headers: { a: 'b\r\nc' } }]],
    ['a header value beyond Latin-1', ['http://127.0.0.1/', { headers: { a: '\u2713' } }]],
    ['headers as a flat list', ['http://127.0.0.1/', { headers: ['a', 'b'] }]],
    ['headers as triples', ['http://127.0.0.1/', { headers: [['a', 'b', 'c']] }]],
    ['headers with a getter that throws', ['http://127.0.0.1/', { headers: throwing('a') }]],
    ['options with a getter that throws', ['http://127.0.0.1/', throwing('method')]],
    ['a method that is none', ['http://127.0.0.1/', { method: 'NO METHOD' }]],
    ['a forbidden method', ['http://127.0.0.1/', { method: 'CONNECT' }]],
    ['a body with GET', ['http://127.0.0.1/', { body: 'text' }]],
    ['a redirect mode that is none', ['http://127.0.0.1/', { redirect: 'never' }]],
    ['a stream without duplex', ['http://127.0.0.1/', { method: 'POST', body: stream() }]],
    ['a signal that is none', ['http://127.0.0.1/', { signal: 'no' }]],
    ['an aborted signal', ['http://127.0.0.1/', { signal: aborted }]],
    ['a port where nobody listens', ['http://127.0.0.1:1/']],
  ])('%s', async (_name, args) => {
    const failure = async (call: typeof fetch) => {
      const error = await new Promise<unknown>((resolve) => {
        Reflect.apply(call, undefined, args).then(() => resolve('it did not fail'), resolve)
      })
      const { name, message, cause } = error as Error
      return { name, message, cause: String(cause) }
    }
    expect(await inRequest(inbound, () => failure(waybillFetch))).toEqual(await failure(fetch))
  })

  test('a signal that aborts while the answer is awaited, or read', async () => {
    const server = createServer((req, res) => {
      if (req.url === '/half') res.write('half')
    })
    const { origin, close } = await listen(server)
    const outcome = async (call: typeof fetch, path: string) => {
      const controller = new AbortController()
      const pending = call(`${origin}${path}`, { signal: controller.signal })
      if (path === '/never') setImmediate(() => controller.abort())
      try {
        const response = await pending
        controller.abort()
        return await response.text()
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`
      }
    }
    for (const path of ['/never', '/half']) {
      const ours = await inRequest(inbound, () => outcome(waybillFetch, path))
      expect(ours).toEqual(await outcome(fetch, path))
    }
    await close()
  })
})

function throwing(name: string): object {
  return Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      throw new Error(`mine: ${name}`)
    },
  })
}

function stream(): ReadableStream {
  return new Blob(['x']).stream() as ReadableStream
}
