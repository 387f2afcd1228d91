import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { json, text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { current, forward } from '@waybill/core'
import { expect, onTestFinished, test } from 'vitest'
import { startWithWaybill as start } from './start-server.ts'

test('1,000 overlapping requests on 20 connections see their own header, or none', async () => {
  const wrong: unknown[] = []
  const id = () => current()?.get('x-request-id') ?? null
  const origin = await start((server) => {
    for (const point of ['onRequest', 'onPreHandler', 'onPreResponse', 'onPostResponse'] as const) {
      server.ext(point as 'onPreAuth', ({ headers }, h) => {
        if (id() !== (headers['x-request-id'] ?? null)) wrong.push([point, headers, id()])
        return h.continue
      })
    }
    const seen = () => [id(), forward('http://reviews:9080')['x-request-id'] ?? null]
    server.route({
      method: ['GET', 'POST'],
      path: '/',
      async handler() {
        const first = seen()
        await setImmediate()
        return [...first, ...seen()]
      },
    })
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  onTestFinished(() => agent.destroy())

  async function ask(index: number): Promise<boolean> {
    const own = index % 4 === 0 ? null : `r-${index}`
    const hasBody = index % 2 === 0
    const headers = {
      ...(own && { 'x-request-id': own }),
      ...(hasBody && { 'content-type': 'application/json' }),
    }
    const answer = await new Promise<unknown>((resolve, reject) => {
      const method = hasBody ? 'POST' : 'GET'
      const call = request(origin, { agent, method, headers }, (response) => {
        json(response).then(resolve, reject)
      })
      call.on('error', reject)
      // The rest of the body goes out when the first piece has left.
      if (hasBody) call.write('{"a', () => call.end('":1}'))
      else call.end()
    })
    return JSON.stringify(answer) === JSON.stringify([own, own, own, own])
  }
  const right = await Promise.all(Array.from({ length: 1000 }, (_, index) => ask(index)))
  expect(right.filter((isRight) => !isRight)).toHaveLength(0)
  expect(wrong).toEqual([])
})

test('requests that share a connection without waiting keep their own, up to the end', async () => {
  const finished: unknown[] = []
  const id = () => current()?.get('x-request-id') ?? null
  const origin = await start((server) =>
    server.route({
      method: 'GET',
      path: '/',
      async handler({ raw }) {
        raw.res.on('finish', () => finished.push(id()))
        await setImmediate()
        return [id()]
      },
    }),
  )
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  const asked = ['x-request-id: a', 'accept: */*', 'x-request-id: c\r\nconnection: close']
  socket.write(asked.map((line) => `GET / HTTP/1.1\r\nhost: a\r\n${line}\r\n\r\n`).join(''))
  const answers = [...(await text(socket)).matchAll(/\[("."|null)\]/g)].map(([body]) => body)
  expect(answers).toEqual(['["a"]', '[null]', '["c"]'])
  expect(finished).toEqual(['a', null, 'c'])
})
