import { once } from 'node:events'
import { type RequestListener, request } from 'node:http'
import { expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { startChain } from './fixtures/chain.ts'

const start = (ratings?: RequestListener) => startChain(ratings && { ratings: () => ratings })

test('names the service as the host, and keeps the path and the query', async () => {
  const { outbound, received } = await start()
  await call(`${outbound}/ratings/0?a=%20b&a=c`, { headers: ['x-other', 'kept'] })
  const [request] = received
  expect([request?.header('host'), request?.url, request?.header('x-other')]).toEqual([
    'ratings:9080',
    '/ratings/0?a=%20b&a=c',
    'kept',
  ])
})

test('keeps every line of a repeated header, both ways', async () => {
  const { outbound, received } = await start((_, response) => {
    response
      .writeHead(200, ['set-cookie', 'a=1', 'set-cookie', 'b=2', 'via', 'x', 'via', 'y'])
      .end()
  })
  const { rawHeaders } = await call(outbound, { headers: ['baggage', 'a=1', 'baggage', 'b=2'] })
  expect([
    received[0]?.headers.filter((text) => /^[ab]=/.test(text)),
    rawHeaders.filter((text) => /^([ab]=\d|x|y)$/.test(text)),
  ]).toEqual([
    ['a=1', 'b=2'],
    ['a=1', 'b=2', 'x', 'y'],
  ])
})

test('keeps bytes beyond ASCII in headers', async () => {
  const { outbound } = await start((request, response) => {
    response.writeHead(200, { 'x-back': request.headers['x-there'] as string }).end()
  })
  expect((await call(outbound, { headers: ['x-there', 'gr\u00fc\u00df'] })).headers['x-back']).toBe(
    'gr\u00fc\u00df',
  )
})

test('drops what is meant for one connection', async () => {
  const { outbound, received } = await start()
  const headers = ['connection', 'close, x-one-hop', 'x-one-hop', 'a', 'te', 'trailers']
  await call(outbound, { headers })
  expect(['x-one-hop', 'te'].map((name) => received[0]?.header(name))).toEqual([
    undefined,
    undefined,
  ])
})

test('takes headers of 20 kB', async () => {
  const { outbound, received } = await start()
  await call(outbound, { headers: ['baggage', 'a'.repeat(20_000)] })
  expect(received[0]?.header('baggage')?.length).toBe(20_000)
})

test('streams a body on while it comes in', async () => {
  const { outbound } = await start((request, response) => request.pipe(response))
  const sent = request(outbound, { method: 'POST' })
  sent.write('one')
  const [response] = await once(sent, 'response')
  const [first] = await once(response, 'data')
  sent.end('two')
  const [second] = await once(response, 'data')
  expect([String(first), String(second)]).toEqual(['one', 'two'])
})

test('ends the call to the upstream when the caller goes away', async () => {
  let gone: () => void = () => undefined
  const upstreamClosed = new Promise<void>((resolve) => {
    gone = resolve
  })
  const leaving = new AbortController()
  const { outbound } = await start((_, response) => {
    response.once('close', gone)
    leaving.abort()
  })
  await call(outbound, { signal: leaving.signal }).catch(() => undefined)
  await expect(upstreamClosed).resolves.toBeUndefined()
})

test.each([
  ['GET', undefined],
  ['POST', 'a body'],
])('answers 503 to %s when the upstream cannot be connected', async (method, body) => {
  const { outbound, applications, spans } = await start()
  await applications.get('ratings-v1')?.close()
  const answer = await call(outbound, { method, ...(body && { body }) })
  const server = (await spans(2)).find(({ kind }) => kind === 'SERVER')
  expect([answer.status, answer.body, server?.tags.response_flags]).toEqual([
    503,
    'upstream cannot be connected',
    'UF',
  ])
})

test('answers 503 to a body that is streamed when the upstream cannot be connected', async () => {
  const { outbound, applications } = await start()
  await applications.get('ratings-v1')?.close()
  const sent = request(outbound, { method: 'POST' })
  sent.write('one')
  const [response] = await once(sent, 'response')
  sent.destroy()
  expect(response.statusCode).toBe(503)
})

test('answers 503 when the upstream breaks off before it answers', async () => {
  const { outbound, spans } = await start((request) => request.socket.destroy())
  const { status } = await call(outbound)
  const server = (await spans(2)).find(({ kind }) => kind === 'SERVER')
  expect([status, server?.tags.response_flags]).toEqual([503, 'UC'])
})

test('breaks off where the upstream breaks off', async () => {
  const { outbound } = await start((request, response) => {
    response.write('half', () => request.socket.destroy())
  })
  await expect(call(outbound)).rejects.toThrow('aborted')
})

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
])('hands on an answer to %s with status %i that has no body', async (method, status) => {
  const { outbound } = await start((_, response) => response.writeHead(status).end())
  expect(await call(outbound, { method })).toMatchObject({ status, body: '' })
})
