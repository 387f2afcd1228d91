import { EventEmitter, once } from 'node:events'
import express from 'express'
import { expect, test } from 'vitest'
import { createCollector } from '../src/collector/collector.ts'
import { listen, startCollector } from './collector-server.ts'
import { madeSpan, pageLoadSpans } from './made-spans.ts'

test('sends each batch on to another collector', async () => {
  const other = receiver()
  const collector = await startCollector({ sendOnTo: `${await listen(other.app)}/` })
  const received = once(other.events, 'spans')
  await collector.post(pageLoadSpans())
  expect(await received).toEqual([JSON.parse(JSON.stringify(pageLoadSpans()))])
})

test('keeps the spans when the other collector is down', async () => {
  const sentences = new EventEmitter()
  const collector = await startCollector({
    sendOnTo: 'http://127.0.0.1:1',
    report: (sentence) => sentences.emit('sentence', sentence),
  })
  const said = once(sentences, 'sentence')
  expect(await collector.post(pageLoadSpans())).toBe(202)
  expect(await collector.get('/trace/a1')).toHaveLength(7)
  expect(await said).toEqual([
    expect.stringMatching(/^Spans cannot be sent on to http:\/\/127\.0\.0\.1:1\/api\/v2\/spans \(/),
  ])
})

test('says once that the other side fails, and once that it works again', async () => {
  const other = receiver()
  const base = await listen(other.app)
  const said: string[] = []
  const collector = await startCollector({
    sendOnTo: base,
    report: (sentence) => {
      said.push(sentence)
      other.events.emit('said')
    },
  })
  async function sendWith(status: number, outcome: 'said' | 'answered'): Promise<void> {
    other.status = status
    const seen = once(other.events, outcome)
    await collector.post([madeSpan()])
    await seen
  }
  await sendWith(202, 'answered')
  await sendWith(503, 'said')
  await sendWith(503, 'answered')
  await sendWith(202, 'said')
  await sendWith(500, 'said')
  expect(said).toEqual([
    `Spans cannot be sent on to ${base}/api/v2/spans (it answered 503); they are still kept here.`,
    `Spans are sent on to ${base}/api/v2/spans again.`,
    `Spans cannot be sent on to ${base}/api/v2/spans (it answered 500); they are still kept here.`,
  ])
})

test.each(['zipkin:9411', 'ftp://zipkin', 'localhost'])(
  'refuses "%s" as an address when it starts',
  (sendOnTo) => {
    expect(() => createCollector({ sendOnTo })).toThrow(
      'must be an address such as http://127.0.0.1:9411',
    )
  },
)

type Receiver = { app: express.Application; events: EventEmitter; status: number }

function receiver(): Receiver {
  const app = express()
  const events = new EventEmitter()
  const other: Receiver = { app, events, status: 202 }
  app.post('/api/v2/spans', express.json(), (req, res) => {
    res.on('close', () => events.emit('answered'))
    res.status(other.status).end()
    events.emit('spans', req.body)
  })
  return other
}
