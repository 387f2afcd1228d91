import type { Type } from '@nestjs/common'
import {
  ClientKafka,
  ClientProxy,
  EventPattern,
  KafkaContext,
  NatsContext,
  type ReadPacket,
  RmqContext,
  RmqRecordBuilder,
  ServerKafka,
} from '@nestjs/microservices'
import { RmqRecordSerializer } from '@nestjs/microservices/serializers/rmq-record.serializer.js'
import { capture, current, definePolicy } from '@waybill/core'
import { WaybillModule, wrapClientProxy } from '@waybill/nestjs'
import { withHeaders } from '@waybill/testing'
import { lastValueFrom } from 'rxjs'
import { expect, test } from 'vitest'
import { headersOf, messageOf } from '../src/message.ts'
import { handlerOf } from './handler-of.ts'
import { moduleOf } from './start-nest.ts'
import { startService } from './start-service.ts'

const id = () => current()?.get('x-request-id') ?? null
const inRequest = <R>(fn: () => R) => withHeaders({ 'x-request-id': 'r-1' }, fn)
const rootOf = (controllers: Type[]) =>
  moduleOf({ imports: [WaybillModule.forRoot()], controllers })

test("a message of Kafka runs in its context, in Nest's own server", async () => {
  const seen: unknown[] = []
  const strategy = new ServerKafka({})
  strategy.listen = async (callback) => callback()
  const noted = handlerOf([EventPattern('noted') as MethodDecorator], async () => seen.push(id()))
  await startService(rootOf([noted]), { strategy })
  const headers = { 'x-request-id': Buffer.from('r-1') }
  const message = { key: null, value: Buffer.from('{}'), headers }
  await strategy.handleMessage({ topic: 'noted', partition: 0, message } as never)
  expect(seen).toEqual(['r-1'])
})

test('messages to Kafka get headers beside their own', async () => {
  const client = wrapClientProxy(new ClientKafka({ client: { brokers: ['kafka:9092'] } }))
  const { serializer } = client as unknown as Serializing
  const own = Object.freeze({ own: 'o', 'X-B3-TraceId': 'own' })
  const added = withHeaders({ 'x-request-id': 'r-1', 'x-b3-spanid': 's' }, () =>
    serializer.serialize({ value: 'v', headers: own }),
  )
  expect(added).toEqual({ value: 'v', headers: { ...own, 'x-request-id': 'r-1' } })
  const outside = wrapClientProxy(
    new ClientKafka({ client: { brokers: ['kafka.example.com:9092'] } }),
  )
  const none = withHeaders(
    { 'x-request-id': 'r-1' },
    () => (outside as unknown as Serializing).serializer.serialize('v'),
    { warnOnRefusal: false },
  )
  expect(none).toEqual({ value: 'v', headers: {} })
  const unknown = new ClientKafka({ client: { brokers: (async () => []) as never } })
  const absent = inRequest(() =>
    (wrapClientProxy(unknown) as unknown as Serializing).serializer.serialize('v'),
  )
  expect(absent).toEqual({ value: 'v', headers: {} })
})

test('messages to RabbitMQ get headers beside those of their record and of the client', async () => {
  const published: unknown[] = []
  /** What Nest's ClientRMQ has, which needs a package that is not installed here. */
  class Client extends ClientProxy {
    readonly queueOptions = {}
    readonly options = {
      urls: ['amqp://user:word@rabbit:5672/mesh'],
      headers: { 'x-ot-span-context': 'own' },
    }
    protected override serializer = new RmqRecordSerializer()
    async connect() {}
    close() {}
    unwrap(): never {
      throw new Error('nothing')
    }
    protected publish() {
      return () => undefined
    }
    protected override async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
      published.push(this.serializer.serialize(packet))
      return undefined as T
    }
  }
  const client = wrapClientProxy(new Client())
  const headers = { 'x-request-id': 'r-1', 'x-ot-span-context': 's', 'x-b3-traceid': 't' }
  const record = new RmqRecordBuilder({ a: 1 })
    .setOptions({ headers: { 'X-Request-Id': 'own' }, priority: 3 })
    .build()
  await withHeaders(headers, async () => {
    await lastValueFrom(client.emit('noted', record), { defaultValue: 0 })
    await lastValueFrom(client.emit('noted', { a: 2 }), { defaultValue: 0 })
  })
  const added = { 'x-b3-traceid': 't' }
  expect(published).toEqual([
    {
      pattern: 'noted',
      data: { a: 1 },
      options: { priority: 3, headers: { ...added, 'X-Request-Id': 'own' } },
    },
    {
      pattern: 'noted',
      data: { a: 2 },
      options: { headers: { ...added, 'x-request-id': 'r-1' } },
    },
  ])
  expect(record.options).toEqual({ headers: { 'X-Request-Id': 'own' }, priority: 3 })
})

test.each([
  ['Kafka', new KafkaContext([{ headers: { 'X-Id': Buffer.from('a') } }] as never)],
  ['RabbitMQ', new RmqContext([{ properties: { headers: { 'X-Id': 'a' } } }, {}, ''] as never)],
])('headers are found in the context of %s', (_name, context) => {
  expect(messageOf(() => headersOf(context as never))).toEqual({
    headers: { 'x-id': 'a' },
    rawHeaders: [],
  })
})

test('headers are found in the context of NATS, and none where there is no context', () => {
  const context = new NatsContext(['', new Map([['X-Id', ['a', 'b']]])] as never)
  expect(messageOf(() => headersOf(context as never)).headers).toEqual({ 'x-id': ['a', 'b'] })
  expect(messageOf(() => headersOf(undefined as never)).headers).toEqual({})
})

test('bytes are a text, except where they are bytes of gRPC', () => {
  const bytes = messageOf(() => ({
    'x-id': ['1', 2, Buffer.from('3')],
    'x-id-bin': Buffer.from('4'),
  }))
  expect(capture(definePolicy({ headers: ['x-id*'] }), bytes).forward('http://a')).toEqual({
    'x-id': '1',
  })
  expect(bytes.headers['x-id']).toEqual(['1', 2, '3'])
})

interface Serializing {
  readonly serializer: { serialize(value: unknown): unknown }
}
