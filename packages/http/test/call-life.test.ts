import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import nodeHttp, { createServer } from 'node:http'
import nodeHttps from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urlToHttpOptions } from 'node:url'
import { current } from '@waybill/core'
import { http, https } from '@waybill/http'
import { afterEach, expect, test, vi } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { arrived, read } from './arrived.ts'

const echo = runningEcho()
const secure = runningEcho({ secure: true })
afterEach(() => vi.restoreAllMocks())

const ids = ['r-1', 'r-2', 'r-3', 'r-4', 'r-5', 'r-6']
const idOf = (id: string, options: nodeHttp.RequestOptions) =>
  inRequest({ 'x-request-id': id }, async () => {
    const { headers } = await arrived(http.request(echo.origin, options))
    return [headers['x-request-id'], current()?.get('x-request-id')]
  })

test('calls queued behind one socket keep their own headers', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const seen = await Promise.all(ids.map((id) => idOf(id, { agent })))
  expect(seen).toEqual(ids.map((id) => [id, id]))
  agent.destroy()
})

test('calls over one kept-alive socket keep their own headers', async () => {
  const agent = new http.Agent({ keepAlive: true })
  for (const id of ids) expect(await idOf(id, { agent })).toEqual([id, id])
  agent.destroy()
})

test('calls go over a unix socket with the headers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-'))
  const server = createServer((req, res) => res.end(JSON.stringify({ headers: req.headers })))
  server.listen(join(folder, 's'))
  await once(server, 'listening')
  const { headers } = await inRequest({ 'x-request-id': 'r-1' }, () =>
    arrived(http.request({ socketPath: join(folder, 's'), path: '/a' })),
  )
  expect(headers).toMatchObject({ 'x-request-id': 'r-1', host: 'localhost' })
  server.close()
  await rm(folder, { recursive: true })
})

test('an upgrade is asked for with the headers', async () => {
  const server = createServer().on('upgrade', (req, socket) => {
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\nx-seen: ${req.headers['x-request-id']}\r\n\r\n`,
    )
  })
  const { origin, close } = await listen(server)
  const call = inRequest({ 'x-request-id': 'r-1' }, () =>
    http.request(origin, { headers: { connection: 'upgrade', upgrade: 'x' } }),
  )
  call.end()
  const [response, socket] = await once(call, 'upgrade')
  expect(response.headers['x-seen']).toBe('r-1')
  socket.destroy()
  await close()
})

test('a body that is written piece by piece arrives whole', async () => {
  const server = createServer(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    res.end(JSON.stringify({ text, id: req.headers['x-request-id'] }))
  })
  const { origin, close } = await listen(server)
  const call = inRequest({ 'x-request-id': 'r-1' }, () => http.request(origin, { method: 'POST' }))
  call.write('one ')
  call.end('two')
  const [response] = await once(call, 'response')
  expect(await read(response)).toEqual({ text: 'one two', id: 'r-1' })
  await close()
})

test('Expect: 100-continue still waits for the server', async () => {
  const server = createServer().on('checkContinue', (req, res) => {
    res.writeContinue()
    req.resume().on('end', () => res.end(JSON.stringify({ headers: req.headers })))
  })
  const { origin, close } = await listen(server)
  const call = inRequest({ 'x-request-id': 'r-1' }, () =>
    http.request(origin, { method: 'POST', headers: { Expect: '100-continue' } }),
  )
  call.flushHeaders()
  await once(call, 'continue')
  expect((await arrived(call)).headers).toMatchObject({ 'x-request-id': 'r-1' })
  await close()
})

test('an abort by signal ends the call as without Waybill', async () => {
  const controller = new AbortController()
  const call = inRequest({ 'x-request-id': 'r-1' }, () =>
    http.request(`${echo.origin}/?delay=5000`, { signal: controller.signal }),
  )
  const failed = once(call, 'error')
  call.end()
  controller.abort()
  expect((await failed)[0]).toMatchObject({ code: 'ABORT_ERR' })
})

test('https sends the headers, with a certificate or an agent of its own', async () => {
  const agent = new https.Agent({ rejectUnauthorized: false })
  for (const options of [{ agent }, { rejectUnauthorized: false }]) {
    const { headers } = await inRequest({ 'x-request-id': 'r-1' }, () =>
      arrived(https.request(secure.origin, options)),
    )
    expect(headers).toMatchObject({ 'x-request-id': 'r-1' })
  }
  agent.destroy()
})

test('all else of the modules is there, and the very same', () => {
  expect(http.Agent).toBe(nodeHttp.Agent)
  expect(http.STATUS_CODES).toBe(nodeHttp.STATUS_CODES)
  expect(http.createServer).toBe(nodeHttp.createServer)
  expect(http.globalAgent).toBe(nodeHttp.globalAgent)
  expect(https.globalAgent).toBe(nodeHttps.globalAgent)
  const call = http.request(echo.origin)
  expect(call).toBeInstanceOf(http.ClientRequest)
  call.on('error', () => undefined).destroy()
})

test('options with a field that a URL has are options', async () => {
  const options = {
    ...urlToHttpOptions(new URL(echo.origin)),
    href: undefined,
    searchParams: 'a=1',
  }
  const { headers } = await inRequest({ 'x-request-id': 'r-1' }, () =>
    arrived(http.request(options)),
  )
  expect(headers).toMatchObject({ 'x-request-id': 'r-1' })
})

test('a callback alone is kept, as in Node', () => {
  const call = inRequest({ 'x-request-id': 'r-1' }, () => http.request((() => undefined) as never))
  expect([call.listenerCount('response'), call.getHeader('x-request-id')]).toEqual([1, 'r-1'])
  call.on('error', () => undefined).destroy()
})

test('request and get work when they are taken out of the module', async () => {
  const { request, get } = http
  const calls = await inRequest({ 'x-request-id': 'r-1' }, () =>
    Promise.all([arrived(request(echo.origin)), arrived(get(echo.origin))]),
  )
  for (const { headers } of calls) expect(headers).toMatchObject({ 'x-request-id': 'r-1' })
})

test.each([
  ['http', http, nodeHttp],
  ['https', https, nodeHttps],
])('setting %s.globalAgent sets that of the module, as in Node', (_name, ours, theirs) => {
  const before = theirs.globalAgent
  const agent = new (theirs.Agent as typeof nodeHttps.Agent)()
  ours.globalAgent = agent
  expect([theirs.globalAgent === agent, ours.globalAgent === agent]).toEqual([true, true])
  theirs.globalAgent = before
  expect(ours.globalAgent === before).toBe(true)
})

test('a tool that replaces request later is called, with the headers', async () => {
  const spy = vi.spyOn(nodeHttp, 'request')
  await inRequest({ 'x-request-id': 'r-1' }, () => arrived(http.get(echo.origin)))
  expect(spy.mock.calls).toEqual([[echo.origin, { headers: { 'x-request-id': 'r-1' } }]])
})
