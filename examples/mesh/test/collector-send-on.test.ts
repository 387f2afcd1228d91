import { EventEmitter, once } from 'node:events'
import express from 'express'
import { expect, test } from 'vitest'
import { createSendOn, type Receiver } from '../src/collector/send-on.ts'
import { otlpReceiver } from '../src/collector/send-on-otlp.ts'
import { zipkinReceiver } from '../src/collector/send-on-zipkin.ts'
import { listen, startCollector } from './collector-server.ts'
import { madeSpan, pageLoadSpans } from './made-spans.ts'

/** Both kinds of receivers, with a status that neither tries again. */
const kinds = [
  { kind: 'Zipkin', path: '/api/v2/spans', receiver: zipkinReceiver },
  { kind: 'OTLP', path: '/v1/traces', receiver: otlpReceiver },
]

test('sends each batch on to another Zipkin', async () => {
  const other = takingServer()
  const collector = await startCollector({ sendOnTo: [zipkinReceiver(await listen(other.app))] })
  const taken = once(other.events, 'taken')
  await collector.post(pageLoadSpans())
  expect(await taken).toEqual(['/api/v2/spans', JSON.parse(JSON.stringify(pageLoadSpans()))])
})

test('sends each batch on to all of several collectors', async () => {
  const other = takingServer()
  const base = await listen(other.app)
  const sendOnTo = [zipkinReceiver(base), otlpReceiver(base)]
  const collector = await startCollector({ sendOnTo })
  await collector.post(pageLoadSpans())
  await collector.flush()
  expect(other.paths.sort()).toEqual(['/api/v2/spans', '/v1/traces'])
})

test('keeps the spans when the other collector is down', async () => {
  const sentences = new EventEmitter()
  const collector = await startCollector({
    sendOnTo: [zipkinReceiver('http://127.0.0.1:1')],
    report: (sentence) => sentences.emit('sentence', sentence),
  })
  const said = once(sentences, 'sentence')
  expect(await collector.post(pageLoadSpans())).toBe(202)
  expect(await collector.get('/trace/a1')).toHaveLength(7)
  expect(await said).toEqual([
    expect.stringMatching(/^Spans cannot be sent on to http:\/\/127\.0\.0\.1:1\/api\/v2\/spans \(/),
  ])
})

test.each(kinds)(
  'says once that a $kind receiver fails, and once that it works again',
  async ({ path, receiver }) => {
    const other = takingServer()
    const base = await listen(other.app)
    const said: string[] = []
    const collector = await startCollector({
      sendOnTo: [receiver(base)],
      report: (sentence) => said.push(sentence),
    })
    for (const status of [202, 501, 501, 202, 500]) {
      other.status = status
      await collector.post([madeSpan()])
      await collector.flush()
    }
    expect(said).toEqual([
      `Spans cannot be sent on to ${base}${path} (it answered 501); they are still kept here.`,
      `Spans are sent on to ${base}${path} again.`,
      `Spans cannot be sent on to ${base}${path} (it answered 500); they are still kept here.`,
    ])
  },
)

test('a receiver that fails takes nothing from the others', async () => {
  const other = takingServer()
  const base = await listen(other.app)
  const collector = await startCollector({
    sendOnTo: [zipkinReceiver('http://127.0.0.1:1'), otlpReceiver(base)],
    report: () => undefined,
  })
  await collector.post([madeSpan()])
  await collector.flush()
  expect(other.paths).toEqual(['/v1/traces'])
})

test('sends what has come while a batch was under way as one, and a flush waits for it', async () => {
  const sent: number[] = []
  let take: () => void = () => undefined
  const slow: Receiver = {
    address: 'slow',
    deliver(spans) {
      sent.push(spans.length)
      return new Promise((resolve) => {
        take = resolve
      })
    },
  }
  const { send, flush } = createSendOn(slow, () => undefined)
  for (let count = 0; count < 40; count++) send([madeSpan()])
  const flushed = flush()
  take()
  await Promise.resolve()
  await Promise.resolve()
  take()
  await flushed
  expect(sent).toEqual([1, 39])
})

test('a flush does not wait for ever', async () => {
  const app = express()
  app.use(() => undefined)
  const sendOnTo = [zipkinReceiver(await listen(app)), otlpReceiver(await listen(app))]
  const collector = await startCollector({ sendOnTo, report: () => undefined })
  await collector.post([madeSpan()])
  await expect(collector.flush()).resolves.toBeUndefined()
})

test('holds no more than 20,000 spans back for a receiver that does not answer', () => {
  const said: string[] = []
  const deaf: Receiver = { address: 'deaf', deliver: () => new Promise(() => undefined) }
  const { send } = createSendOn(deaf, (sentence) => said.push(sentence))
  const batch = Array.from({ length: 1_000 }, madeSpan)
  for (let count = 0; count < 25; count++) send(batch)
  expect(said).toEqual([
    'Spans cannot be sent on to deaf (more than 20000 of them are waiting); they are still kept here.',
  ])
})

test.each(['zipkin:9411', 'ftp://zipkin', 'localhost'])('refuses "%s" as an address', (address) => {
  for (const { receiver } of kinds) {
    expect(() => receiver(address)).toThrow('must be an address such as http://127.0.0.1:')
  }
})

test.each([
  ['http://z', 'http://z/api/v2/spans'],
  ['http://z/', 'http://z/api/v2/spans'],
  ['https://z:1/tracing/', 'https://z:1/tracing/api/v2/spans'],
  ['http://z/api/v2/spans', 'http://z/api/v2/spans'],
  ['http://z/api/v2/spans/', 'http://z/api/v2/spans'],
])('understands %s as %s', (base, address) => {
  expect(zipkinReceiver(base).address).toBe(address)
})

type TakingServer = {
  app: express.Application
  events: EventEmitter
  paths: string[]
  status: number
}

function takingServer(): TakingServer {
  const app = express()
  const events = new EventEmitter()
  const other: TakingServer = { app, events, paths: [], status: 202 }
  app.post('/*path', express.json(), (req, res) => {
    other.paths.push(req.path)
    res.status(other.status).end()
    events.emit('taken', req.path, req.body)
  })
  return other
}
