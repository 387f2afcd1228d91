import { once } from 'node:events'
import { createServer, type RequestListener, request } from 'node:http'
import { connect } from 'node:net'
import { current } from '@waybill/core'
import { waybill } from '@waybill/http'
import { expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'
import { gate } from '../../../test/kit/gate.ts'
import { serve } from '../../../test/kit/serve.ts'

const id = () => current()?.get('x-request-id')

const start = (listener: RequestListener) => serve(waybill(listener))

test('finish and close of the response run in the context of their request', async () => {
  const seen: unknown[] = []
  const { asked: closed, ask: close } = gate()
  const origin = await start((_req, res) => {
    res.on('finish', () => seen.push(['finish', id()]))
    res.on('close', () => {
      seen.push(['close', id()])
      close()
    })
    res.end()
  })
  await fetch(origin, { headers: { 'x-request-id': 'r-1' } })
  await closed
  expect(seen).toEqual([
    ['finish', 'r-1'],
    ['close', 'r-1'],
  ])
})

test('an aborted request says so in its own context', async () => {
  const { asked: received, ask: receive } = gate()
  const { asked: closed, ask: close } = gate()
  const seen: unknown[] = []
  const origin = await start((req, res) => {
    req.on('aborted', () => seen.push(['aborted', id()]))
    req.on('error', () => seen.push(['error', id()]))
    res.on('close', () => {
      seen.push(['close', id()])
      close()
    })
    receive()
  })
  const controller = new AbortController()
  const headers = { 'x-request-id': 'r-1' }
  const call = fetch(origin, { headers, signal: controller.signal }).catch(() => undefined)
  await received
  controller.abort()
  await Promise.all([call, closed])
  expect(seen).toEqual(
    expect.arrayContaining([
      ['aborted', 'r-1'],
      ['close', 'r-1'],
    ]),
  )
  expect(seen.every((event) => (event as string[])[1] === 'r-1')).toBe(true)
})

test('requests over one connection, with headers and without, are kept apart', async () => {
  const origin = await start((_req, res) => res.end(`${id()};`))
  const { port } = new URL(origin)
  const socket = connect(Number(port), '127.0.0.1')
  const head = (more: string) => `GET / HTTP/1.1\r\nhost: a\r\n${more}\r\n`
  socket.write(head('x-request-id: r-1\r\n') + head('') + head('x-request-id: r-3\r\n'))
  socket.write(head('connection: close\r\n'))
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'close')
  expect(text.match(/[^\n]*;/g)?.map((one) => one.replace(/^.*?(r-\d|undefined);$/, '$1'))).toEqual(
    ['r-1', 'undefined', 'r-3', 'undefined'],
  )
})

test('there is no request before and after', async () => {
  const { asked: over, ask: end } = gate()
  const origin = await start((_req, res) => res.end(id()))
  expect(id()).toBeUndefined()
  const call = request(origin, { headers: { 'x-request-id': 'r-1' } }, (response) => {
    response.resume().on('end', () => end(id()))
  })
  call.end()
  expect(await over).toBeUndefined()
})

test('hands on what the listener returns, and its `this`', async () => {
  const seen: unknown[] = []
  const listener = waybill(function (this: unknown, req: unknown) {
    seen.push(this, req)
    return 'result'
  } as RequestListener)
  const server = createServer()
  server.on('request', listener)
  server.on('request', (_req, res) => res.end())
  const { origin, close } = await listen(server)
  await fetch(origin)
  expect(seen[0]).toBe(server)
  await close()
})

test('what the listener throws, and what it rejects with, goes on', async () => {
  const listeners: RequestListener[] = [
    waybill(() => {
      throw new Error('thrown')
    }),
    waybill(async () => {
      throw new Error('rejected')
    }),
  ]
  const { origin, close } = await listen(
    createServer(async (req, res) => {
      try {
        await listeners.shift()?.(req, res)
      } catch (error) {
        res.end((error as Error).message)
      }
    }),
  )
  expect(await (await fetch(origin)).text()).toBe('thrown')
  expect(await (await fetch(origin)).text()).toBe('rejected')
  await close()
})

test('the same listener serves two servers', async () => {
  const listener = waybill(((_req, res) => res.end(id())) as RequestListener)
  for (const name of ['r-1', 'r-2']) {
    const { origin, close } = await listen(createServer(listener))
    const response = await fetch(origin, { headers: { 'x-request-id': name } })
    expect(await response.text()).toBe(name)
    await close()
  }
})
