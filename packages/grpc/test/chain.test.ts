import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { waybillClientInterceptor, waybillServerInterceptor } from '@waybill/grpc'
import { http, waybill } from '@waybill/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { serve as serveHttp } from '../../../test/kit/serve.ts'
import { ask, type Client, clientOf, metadataOf, type Running, serve } from './service.ts'
import { textsOf } from './texts.ts'

const id = (bytes: number) => randomBytes(bytes).toString('hex')

/** The seven headers of the mesh, and the context of OpenCensus as bytes. */
const meshEntries = () => ({
  'x-request-id': randomUUID(),
  'x-b3-traceid': id(16),
  'x-b3-spanid': id(8),
  'x-b3-parentspanid': id(8),
  'x-b3-sampled': '1',
  'x-b3-flags': '0',
  'x-ot-span-context': `${id(8)};${id(8)};0000000000000000;cs`,
  'grpc-trace-bin': randomBytes(29),
})

const services: Running[] = []
const clients: Client[] = []

/** A service that waits a little and asks the next one, over one channel for all requests. */
async function startLink(next: string): Promise<string> {
  const client = clientOf(next, [waybillClientInterceptor()])
  const service = await serve(
    {
      unary({ request }, callback) {
        setTimeout(Number(request) % 5)
          .then(() => ask(client, request))
          .then((answer) => callback(null, answer), callback)
      },
    },
    [waybillServerInterceptor()],
  )
  services.push(service)
  clients.push(client)
  return service.address
}

let last: Running
let first: Client

beforeAll(async () => {
  last = await serve({ unary: ({ metadata }, callback) => callback(null, textsOf(metadata)) })
  first = clientOf(await startLink(await startLink(await startLink(last.address))))
  services.push(last)
  clients.push(first)
})

afterAll(() => {
  for (const client of clients) client.close()
  for (const service of services) service.close()
})

test('three services in a row carry the seven headers, and bytes, unchanged', async () => {
  const entries = meshEntries()
  const { 'user-agent': _, ...found } = Object(await ask(first, '0', metadataOf(entries)))
  expect(found).toEqual(textsOf(metadataOf(entries)))
})

test('of 1,000 requests that overlap on shared channels, none gets another’s', async () => {
  const wrong: unknown[] = []
  const all = Array.from({ length: 1_000 }, async (_, i) => {
    const entries = i % 10 === 9 ? {} : meshEntries()
    const { 'user-agent': _agent, ...found } = Object(
      await ask(first, String(i), metadataOf(entries)),
    )
    const expected = textsOf(metadataOf(entries))
    const names = new Set([...Object.keys(found), ...Object.keys(expected)])
    for (const name of names) if (found[name] !== expected[name]) wrong.push([i, name])
  })
  await Promise.all(all)
  expect(wrong).toEqual([])
})

test('a hop over HTTP in between keeps the bytes, too', async () => {
  const client = clientOf(last.address, [waybillClientInterceptor()])
  const origin = await serveHttp(
    waybill((_req, res) => {
      ask(client).then((found) => res.end(JSON.stringify(found)))
    }),
  )
  const service = await serve(
    {
      unary(_call, callback) {
        http.get(origin, async (response) => {
          let text = ''
          for await (const chunk of response) text += chunk
          callback(null, JSON.parse(text))
        })
      },
    },
    [waybillServerInterceptor()],
  )
  const caller = clientOf(service.address)
  const entries = meshEntries()
  const { 'user-agent': _, ...found } = Object(await ask(caller, {}, metadataOf(entries)))
  expect(found).toEqual(textsOf(metadataOf(entries)))
  caller.close()
  client.close()
  service.close()
})

test('calls that are made before there is a connection carry their own', async () => {
  const client = clientOf(last.address, [waybillClientInterceptor()])
  const ids = Array.from({ length: 50 }, (_, i) => `r-${i}`)
  const found = await Promise.all(
    ids.map((name) => inRequest({ 'x-request-id': name }, () => ask(client))),
  )
  expect(found.map((one) => Object(one)['x-request-id'])).toEqual(ids)
  client.close()
})
