import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Request, RouteOptionsPayload } from '@hapi/hapi'
import { current } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { expect, onTestFinished, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { startWithWaybill as start } from './start-server.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

const form = [
  '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1',
  '--x\r\ncontent-disposition: form-data; name="b"; filename="b"\r\n\r\ntext',
  '--x--\r\n',
].join('\r\n')

function startRoute(payload: RouteOptionsPayload, handler: (request: Request) => unknown) {
  return start((server) =>
    server.route({
      method: 'POST',
      path: '/',
      options: { payload },
      handler: async (request) => [await handler(request), id(), await forwarded()],
    }),
  )
}

test.each<[string, string, RouteOptionsPayload]>([
  ['application/json', '{"a":1}', {}],
  ['application/x-www-form-urlencoded', 'a=1', {}],
  ['text/plain', 'abcdef', {}],
  ['application/octet-stream', 'abcdef', {}],
  ['multipart/form-data; boundary=x', form, { multipart: { output: 'data' } }],
  ['multipart/form-data; boundary=x', form, { multipart: { output: 'file' } }],
  ['application/json', '{"a":1}', { output: 'file' }],
])('after a body of %s that comes late, a call carries the headers', async (type, body, how) => {
  const uploads = await mkdtemp(join(tmpdir(), 'waybill-'))
  onTestFinished(() => rm(uploads, { recursive: true }))
  const origin = await startRoute({ ...how, uploads }, () => 'x')
  const { text } = await send(origin, body, { 'content-type': type })
  expect(JSON.parse(text)).toEqual(['x', 'r-1', 'r-1'])
})

test('a payload as a stream is read in the context, by events and by for await', async () => {
  const byEvents = await startRoute({ output: 'stream', parse: false }, (request) => {
    const payload = request.payload as Readable
    return new Promise((resolve) => {
      let text = ''
      payload.on('data', (chunk) => {
        text += `${chunk}(${id()})`
      })
      payload.on('end', () => resolve(`${text}${id()}`))
    })
  })
  const byLoop = await startRoute({ output: 'stream', parse: false }, async (request) => {
    let text = ''
    for await (const chunk of request.payload as Readable) text += `${chunk}(${id()})`
    return text
  })
  const answers = [byEvents, byLoop].map(async (origin) => {
    const type = { 'content-type': 'application/octet-stream' }
    return JSON.parse((await send(origin, 'abcdef', type)).text)
  })
  expect(await Promise.all(answers)).toEqual([
    ['abc(r-1)def(r-1)r-1', 'r-1', 'r-1'],
    ['abc(r-1)def(r-1)', 'r-1', 'r-1'],
  ])
})

test('peek and finish of the payload run in the context', async () => {
  const seen: unknown[] = []
  const origin = await start((server) => {
    server.ext('onRequest', (request, h) => {
      request.events.on('peek', (chunk) => seen.push([String(chunk), id()]))
      request.events.once('finish', () => seen.push(['finish', id()]))
      return h.continue
    })
    server.route({ method: 'POST', path: '/', handler: () => 'x' })
  })
  await send(origin, 'abcdef', { 'content-type': 'text/plain' })
  expect(seen).toEqual([
    ['abc', 'r-1'],
    ['def', 'r-1'],
    ['finish', 'r-1'],
  ])
})
