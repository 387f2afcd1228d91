import { createServer } from 'node:http'
import { wrapFetch } from '@waybill/fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'

let server: Awaited<ReturnType<typeof listen>>
beforeAll(async () => {
  // Answers with the body, its type, how it was framed and the request id.
  server = await listen(
    createServer(async (req, res) => {
      if (req.url === '/again') {
        res.writeHead(307, { location: '/' }).end()
        return
      }
      let text = ''
      for await (const chunk of req.setEncoding('latin1')) text += chunk
      const { 'content-type': type, 'content-length': length, 'x-request-id': id } = req.headers
      res.end(
        JSON.stringify({
          method: req.method,
          text: mask(text),
          type: type && mask(type),
          length,
          id,
        }),
      )
    }),
  )
})
afterAll(() => server.close())
const wrapped = wrapFetch(fetch)

const bytes = new Uint8Array([0, 1, 128, 255])
const bodies: Record<string, () => RequestInit> = {
  'a text': () => ({ body: 'text \u2713' }),
  'an empty text': () => ({ body: '' }),
  null: () => ({ body: null }),
  URLSearchParams: () => ({ body: new URLSearchParams({ a: '1', b: ' ' }) }),
  FormData: () => {
    const body = new FormData()
    body.append('a', '1')
    body.append('file', new Blob(['x'], { type: 'text/x' }), 'name')
    return { body }
  },
  'a Blob': () => ({ body: new Blob([bytes], { type: 'text/x' }) }),
  'an ArrayBuffer': () => ({ body: bytes.slice().buffer }),
  'a Uint8Array': () => ({ body: bytes }),
  'a Buffer': () => ({ body: Buffer.from(bytes) }),
  'a type of its own': () => ({ body: '{}', headers: { 'Content-Type': 'application/json' } }),
}
const streams: Record<string, () => RequestInit> = {
  'a stream': () =>
    ({ body: new Blob(['x', 'y']).stream() as never, duplex: 'half' }) as RequestInit,
  'an async iterable': () => ({ body: pieces() as never, duplex: 'half' }) as RequestInit,
}

describe('a wrapped fetch sends', () => {
  const ours = async (url: string, init: RequestInit, asRequest = false) => {
    const response = await inRequest({ 'x-request-id': 'r-1' }, () =>
      asRequest ? wrapped(new Request(url, init)) : wrapped(url, init),
    )
    return response.json()
  }
  const plain = async (url: string, init: RequestInit) => ({
    ...((await (await fetch(url, init)).json()) as object),
    id: 'r-1',
  })

  describe.each(['POST', 'PUT'])('by %s', (method) => {
    test.each(Object.entries({ ...bodies, ...streams }))('%s', async (_body, init) => {
      const url = `${server.origin}/`
      const expected = await plain(url, { method, ...init() })
      expect(await ours(url, { method, ...init() })).toEqual(expected)
      expect(await ours(url, { method, ...init() }, true)).toEqual(expected)
    })

    // Node's own fetch cannot send bytes again: it has given them away.
    const replayed = Object.entries(bodies).filter(([name]) => !/Array|Buffer/.test(name))
    test.each(replayed)('%s again, after a redirect', async (_body, init) => {
      const url = `${server.origin}/again`
      const expected = await plain(url, { method, ...init() })
      expect(await ours(url, { method, ...init() })).toEqual(expected)
      expect(await ours(url, { method, ...init() }, true)).toEqual(expected)
    })
  })
})

test('a Request whose body was read already fails as in the built-in', async () => {
  const used = async () => {
    const request = new Request(server.origin, { method: 'POST', body: 'x' })
    await request.text()
    return request
  }
  const failure = async (call: typeof fetch) =>
    call(await used()).then(
      () => 'it did not fail',
      (error: Error) => error.name,
    )
  expect(await inRequest({ 'x-request-id': 'r-1' }, () => failure(wrapped))).toBe('TypeError')
  expect(await failure(fetch)).toBe('TypeError')
})

/** A text without the boundary of a form, which is random. */
function mask(text: string): string {
  return text.replace(/-{4,}[\w-]*\d{6,}/g, 'boundary')
}

async function* pieces() {
  yield new TextEncoder().encode('one ')
  yield new TextEncoder().encode('two')
}
