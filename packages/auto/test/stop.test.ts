import { EventEmitter, once } from 'node:events'
import http, { createServer } from 'node:http'
import http2 from 'node:http2'
import { current } from '@waybill/core'
import * as undici from 'undici'
import { afterEach, expect, test, vi } from 'vitest'
import { listen, type Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { isStarted, start, stop } from '../src/api.ts'
import { everything } from './kit/trace.ts'

const echo = runningEcho()

afterEach(stop)

async function idsThatArrive(): Promise<unknown[]> {
  const call = http.request(echo.origin)
  call.end()
  const [response] = await once(call, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const answers = [
    JSON.parse(Buffer.concat(chunks).toString()),
    await (await fetch(echo.origin)).json(),
    await (await undici.request(echo.origin)).body.json(),
  ] as Received[]
  return answers.map(({ headers }) => headers['x-request-id'])
}

const inside = <R>(fn: () => R) => inRequest({ 'x-request-id': 'r-1' }, fn)

test('nothing is left of it', async () => {
  const { origin, close } = await listen(http2.createServer() as never)
  const session = http2.connect(origin)
  // What is loaded at the first call, is loaded before.
  await idsThatArrive()
  const before = everything(session)
  start({})
  await inside(idsThatArrive)
  const { origin: another, close: closeOther } = await listen(http2.createServer() as never)
  const other = http2.connect(another)
  new undici.Agent().compose(undici.interceptors.retry())
  const changed = everything(session)
  stop()
  expect(changed).not.toEqual(before)
  expect(everything(session)).toEqual(before)
  for (const one of [session, other]) one.destroy()
  await close()
  await closeOther()
})

test('it can be started again, and finds what it had found', async () => {
  start({})
  expect([isStarted(), await inside(idsThatArrive)]).toEqual([true, ['r-1', 'r-1', 'r-1']])
  stop()
  expect([isStarted(), await inside(idsThatArrive)]).toEqual([
    false,
    [undefined, undefined, undefined],
  ])
  start({})
  expect(await inside(idsThatArrive)).toEqual(['r-1', 'r-1', 'r-1'])
})

test('a tool that has wrapped the same since stays, and nothing is done any more', async () => {
  start({})
  const { _storeHeader: wrapped } = http.ClientRequest.prototype as never as Record<
    string,
    () => void
  >
  const { init } = EventEmitter as never as Record<string, (...args: unknown[]) => void>
  Object.assign(http.ClientRequest.prototype, {
    _storeHeader(this: unknown, ...args: []) {
      return wrapped?.apply(this, args)
    },
  })
  Object.assign(EventEmitter, {
    init(this: unknown, ...args: unknown[]) {
      return init?.apply(this, args)
    },
  })
  stop()
  expect(await inside(idsThatArrive)).toEqual([undefined, undefined, undefined])
  start({})
  expect(await inside(idsThatArrive)).toEqual(['r-1', 'r-1', 'r-1'])
  stop()
})

test('a request that is being handled keeps its context', async () => {
  start({})
  const { origin, close } = await listen(
    createServer((req, res) => {
      stop()
      req.resume().on('end', () => res.end(current()?.get('x-request-id')))
    }),
  )
  const answer = await fetch(origin, { headers: { 'x-request-id': 'r-1' } })
  expect(await answer.text()).toBe('r-1')
  await close()
})

test('another start takes other options, and wrong ones leave it as it was', async () => {
  start({ headers: ['x-own'] })
  start({})
  expect(() => start({ headers: 'x' } as never)).toThrow(/write headers: \["x-request-id"\]/)
  const { origin, close } = await listen(
    createServer(async (_req, res) => res.end(JSON.stringify(await idsThatArrive()))),
  )
  const answer = await fetch(origin, { headers: { 'x-request-id': 'r-1' } })
  expect(await answer.json()).toEqual(['r-1', 'r-1', 'r-1'])
  await close()
})

test('where Node has not what it needs, that is said', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  start({})
  class OtherRequest extends EventEmitter {
    onSocket(): void {}
    setSocketKeepAlive(): void {}
  }
  new OtherRequest()
  expect(warn.mock.calls.flat()).toEqual([expect.stringContaining('use @waybill/http')])
  warn.mockRestore()
})
