import { forwardToMessage, waybill, wrapChannel, wrapProducer, wrapQueue } from '@waybill/messaging'
import { withHeaders } from '@waybill/testing'
import type { Channel as ChannelOfAmqplib, ConfirmChannel, ConsumeMessage } from 'amqplib'
import type { Channel as ChannelOfCallbacks } from 'amqplib/callback_api'
import type { FlowProducer, Processor, Queue } from 'bullmq'
import type { EachBatchHandler, EachMessageHandler, Producer } from 'kafkajs'
import { describe, expect, expectTypeOf, test } from 'vitest'

const ids = { 'x-request-id': 'r-1' }
const asIs = (...args: unknown[]) => args

/** Clients that give back what they are called with. */
const clients = [
  ['wrapProducer', wrapProducer, () => ({ send: asIs, sendBatch: asIs })],
  ['wrapChannel', wrapChannel, () => ({ publish: asIs, sendToQueue: asIs })],
  ['wrapQueue', wrapQueue, () => ({ add: asIs, addBulk: asIs })],
] as const

describe.each(clients)('%s', (_name, given, newClient) => {
  const wrap = given as (client: unknown, options?: unknown) => Record<string, typeof asIs>

  test('wraps once, and gives back what it got', () => {
    const client: Record<string, typeof asIs> = newClient()
    expect(wrap(client)).toBe(client)
    const methods = { ...client }
    expect({ ...wrap(client) }).toEqual(methods)
  })

  test.each([[undefined], [null], [{}], ['kafka'], [{ send: 1, publish: 1, add: 1 }]])(
    'refuses %o',
    (client) => {
      expect(() => wrap(client)).toThrow(/^@waybill\/messaging: wrap\w+ takes a .*; write wrap/)
    },
  )

  test.each([
    [null],
    ['kafka:9092'],
    [['kafka:9092']],
    [7],
    [{ brokers: ['kafka:9092'] }],
    [{ broker: '' }],
    [{ broker: [] }],
    [{ broker: 'user:secret@kafka' }],
    [{ broker: 7 }],
    [{ broker: 'kafka:99999' }],
    [{ broker: ['kafka', 7, 'a b'] }],
    [{ broker: 'amqp://user:secret@host:port' }],
  ])('refuses the options %o, and shows none of them', (options) => {
    const refuse = () => wrap(newClient(), options)
    expect(refuse).toThrow(/^@waybill\/messaging: the only option is `broker`.*; write \{ broker/)
    expect(refuse).not.toThrow(/secret/)
  })

  test('what cannot be read is given to the client as it is', () => {
    const client = wrap(newClient())
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    for (const call of Object.values(client)) {
      const given = [hostile, hostile, hostile, hostile]
      const got = withHeaders(ids, () => call(...given))
      expect(got.map((one, i) => one === given[i])).toEqual([true, true, true, true])
    }
  })
})

describe('the broker', () => {
  const carries = (broker?: string | string[], options: object = {}) =>
    withHeaders(
      { ...ids, authorization: 'a' },
      () => Object.keys(forwardToMessage({}, broker === undefined ? {} : { broker })),
      {
        warnOnRefusal: false,
        headers: ['x-request-id', { name: 'authorization', targets: ['vault-queue:5671'] }],
        ...options,
      },
    )

  test.each([
    [undefined, ['x-request-id']],
    ['kafka', ['x-request-id']],
    ['kafka.prod.svc:9092', ['x-request-id']],
    ['10.0.0.1:9092', ['x-request-id']],
    ['[::1]:9092', ['x-request-id']],
    ['amqp://user:pass@rabbit:5672/vhost', ['x-request-id']],
    ['vault-queue:5671', ['x-request-id', 'authorization']],
    ['amqps://u:p@vault-queue:5671', ['x-request-id', 'authorization']],
    ['kafka.example.com:9092', []],
    ['rediss://default:pass@redis.example.com:6379/0', []],
    [['kafka-0:9092', 'kafka.example.com:9092'], []],
    [['kafka-0:9092', 'kafka-1:9092'], ['x-request-id']],
    ['user@evil.example.com', []],
    ['no host', []],
    [[], []],
  ])('%o gets %o', (broker, names) => {
    expect(carries(broker)).toEqual(names)
  })

  test('without a name is message-broker, which a list of targets has to have', () => {
    expect(carries(undefined, { targets: ['reviews'] })).toEqual([])
    expect(carries(undefined, { targets: ['reviews', 'message-broker'] })).toEqual(['x-request-id'])
  })
})

describe('forwardToMessage', () => {
  test('gives a new object, in which the own headers win, and their family', () => {
    const own = Object.freeze({ 'X-B3-TraceId': 'own', n: 1 })
    const found = withHeaders({ ...ids, 'x-b3-spanid': 's' }, () => forwardToMessage(own))
    expect(found).toEqual({ ...own, ...ids })
  })

  test('gives a copy outside a request', () => {
    const own = { a: 'b' }
    expect(forwardToMessage(own)).toEqual(own)
    expect(forwardToMessage(own)).not.toBe(own)
    expect(forwardToMessage()).toEqual({})
  })

  test('goes from message to message', () => {
    const sent = withHeaders(ids, () => ({ headers: forwardToMessage() }))
    expect(waybill((_message: object) => forwardToMessage())(sent)).toEqual(ids)
  })
})

test('types: what is wrapped keeps its type, and handlers are given theirs', () => {
  expectTypeOf(wrapProducer<Producer>).returns.toEqualTypeOf<Producer>()
  expectTypeOf(wrapChannel<ChannelOfAmqplib>).returns.toEqualTypeOf<ChannelOfAmqplib>()
  expectTypeOf(wrapChannel<ConfirmChannel>).returns.toEqualTypeOf<ConfirmChannel>()
  expectTypeOf(wrapChannel<ChannelOfCallbacks>).returns.toEqualTypeOf<ChannelOfCallbacks>()
  expectTypeOf(wrapQueue<Queue>).returns.toEqualTypeOf<Queue>()
  expectTypeOf(wrapQueue<FlowProducer>).returns.toEqualTypeOf<FlowProducer>()
  const byMessage: EachMessageHandler = waybill(async ({ message }) => void message.offset)
  const byBatch: EachBatchHandler = waybill(async ({ batch }) => void batch.messages)
  const processor: Processor<{ n: number }> = waybill(async (job, _token, signal) => [
    job.data.n,
    signal?.aborted,
  ])
  const onMessage: (message: ConsumeMessage | null) => void = waybill(
    (message) => void message?.content,
  )
  expect([byMessage, byBatch, processor, onMessage].map(({ length }) => length)).toEqual([
    1, 1, 3, 1,
  ])
})
