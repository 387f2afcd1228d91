import { randomUUID } from 'node:crypto'
import { current, definePolicy } from '@waybill/core'
import { waybill, wrapProducer } from '@waybill/messaging'
import { withHeaders } from '@waybill/testing'
import {
  type Admin,
  type Consumer,
  type EachMessagePayload,
  Kafka,
  type KafkaMessage,
  logLevel,
  type Message,
  type Producer,
} from 'kafkajs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../kit/real-programs.ts'
import { findBroker } from './kit/find-broker.ts'
import { startKafka } from './kit/start-kafka.ts'
import type { Broker } from './kit/start-process.ts'

const id = () => current()?.get('x-request-id')
const r1 = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const textOf = ({ headers }: KafkaMessage) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, `${value}`]))

describeWith([await findBroker('kafka')], 'KafkaJS with a Kafka', () => {
  let broker: Broker
  let kafka: Kafka
  let admin: Admin
  let producer: Producer
  const consumers: Consumer[] = []

  beforeAll(async () => {
    broker = await startKafka()
    kafka = new Kafka({
      brokers: [broker.address],
      logLevel: logLevel.NOTHING,
      // Long enough for a broker that has just started to find its coordinators; a consumer that gives up, and begins
      // again, may lose its connection.
      retry: { initialRetryTime: 100, retries: 10 },
    })
    admin = kafka.admin()
    producer = wrapProducer(kafka.producer())
    await Promise.all([admin.connect(), producer.connect()])
  })

  afterAll(async () => {
    await Promise.all([...consumers, admin, producer].map((client) => client?.disconnect()))
    await broker?.stop()
  })

  async function newTopic(): Promise<string> {
    const topic = `t-${randomUUID()}`
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
    return topic
  }

  async function newConsumer(topic: string): Promise<Consumer> {
    const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 })
    consumers.push(consumer)
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    return consumer
  }

  /** What a handler sees of the first messages of a topic. */
  async function seen<T>(
    topic: string,
    count: number,
    see: (message: KafkaMessage) => T,
  ): Promise<T[]> {
    const consumer = await newConsumer(topic)
    const found: T[] = []
    await new Promise<void>((resolve) => {
      consumer.run({
        eachMessage: waybill(async ({ message }) => {
          if (found.push(see(message)) === count) resolve()
        }),
      })
    })
    return found
  }

  test('send, sendBatch and a transaction carry the headers', async () => {
    const topic = await newTopic()
    const transactional = wrapProducer(
      kafka.producer({ transactionalId: randomUUID(), idempotent: true, maxInFlightRequests: 1 }),
    )
    await transactional.connect()
    await withHeaders(r1, async () => {
      const messages = [{ value: 'x' }]
      await producer.send({ topic, messages })
      await producer.sendBatch({ topicMessages: [{ topic, messages }] })
      const transaction = await transactional.transaction()
      await transaction.send({ topic, messages })
      await transaction.sendBatch({ topicMessages: [{ topic, messages }] })
      await transaction.commit()
    })
    expect(await seen(topic, 4, textOf)).toEqual([r1, r1, r1, r1])
    await transactional.disconnect()
  })

  test('each message of one call keeps its own headers and their family; none is changed', async () => {
    const topic = await newTopic()
    const messages: Message[] = [
      Object.freeze({ value: 'a', key: 'k', headers: Object.freeze({ 'X-B3-TraceId': 'own' }) }),
      Object.freeze({ value: 'b', headers: Object.freeze({ list: ['1', Buffer.from('2')] }) }),
    ]
    await withHeaders(r1, () => producer.send(Object.freeze({ topic, messages, acks: -1 })))
    expect(await seen(topic, 2, textOf)).toEqual([
      { 'X-B3-TraceId': 'own', 'x-request-id': 'r-1' },
      { list: '1,2', ...r1 },
    ])
  })

  test('the waybill counts that is current when send is called, not when it is sent', async () => {
    const topic = await newTopic()
    const slow = wrapProducer(kafka.producer())
    await slow.connect()
    const names = Array.from({ length: 20 }, (_, i) => `r-${i}`)
    await Promise.all(
      names.map((name) =>
        withHeaders({ 'x-request-id': name }, () =>
          slow.send({ topic, messages: [{ value: name }] }),
        ),
      ),
    )
    const pairs = await seen(topic, 20, ({ value }) => [`${value}`, id()])
    expect(pairs.filter(([value, own]) => value !== own)).toEqual([])
    await slow.disconnect()
  })

  test('a batch consumer gives each message its own waybill, and is itself in an empty one', async () => {
    const topic = await newTopic()
    for (const name of ['a', 'b', undefined, 'c']) {
      await withHeaders(name ? { 'x-request-id': name } : {}, () =>
        producer.send({ topic, messages: [{ value: name ?? 'none' }] }),
      )
    }
    // Begun in a request, as when a service subscribes at the first call.
    const consumer = await newConsumer(topic)
    const found = await new Promise<unknown[][]>((resolve) => {
      const handle = waybill(async (message: KafkaMessage) => {
        await Promise.resolve()
        return [`${message.value}`, id()]
      })
      const all: unknown[][] = []
      withHeaders({ 'x-request-id': 'starter' }, () =>
        consumer.run({
          eachBatch: waybill(async ({ batch }) => {
            all.push(
              ['batch', id()],
              ...(await Promise.all(batch.messages.map((one) => handle(one)))),
            )
            all.push(['batch', id()])
            if (all.filter(([kind]) => kind !== 'batch').length === 4) resolve(all)
          }),
        }),
      )
    })
    const messages = found.filter(([kind]) => kind !== 'batch')
    expect(messages).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['none', undefined],
      ['c', 'c'],
    ])
    expect(found.filter(([kind, own]) => kind === 'batch' && own)).toEqual([])
  })

  test('a message without headers has an empty waybill, though its consumer began in a request', async () => {
    const topic = await newTopic()
    await producer.send({ topic, messages: [{ value: 'x' }] })
    const found = await withHeaders(r1, () => seen(topic, 1, () => [current()?.isEmpty, id()]))
    expect(found).toEqual([[true, undefined]])
  })

  test('a message that is tried again has its own headers again', async () => {
    const topic = await newTopic()
    await withHeaders(r1, () => producer.send({ topic, messages: [{ value: 'x' }] }))
    const consumer = await newConsumer(topic)
    const found: unknown[] = []
    await new Promise<void>((resolve) => {
      consumer.run({
        eachMessage: waybill(async (_payload: EachMessagePayload) => {
          if (found.push(id()) === 1) throw new Error('once more')
          resolve()
        }),
      })
    })
    expect(found).toEqual(['r-1', 'r-1'])
  })

  test('bytes stay what they are, names may be in any case, and of a repeated one the first counts', async () => {
    const topic = await newTopic()
    const plain = kafka.producer()
    await plain.connect()
    const bytes = Buffer.from([0x63, 0xe9, 0xff])
    const headers = { 'X-Request-ID': [bytes, 'second'], 'X-B3-TraceId': 'caf\u00e9' }
    await plain.send({ topic, messages: [{ value: 'x', headers }] })
    const again = await newTopic()
    const consumer = await newConsumer(topic)
    await consumer.run({
      eachMessage: waybill(async () => {
        await producer.send({ topic: again, messages: [{ value: 'y' }] })
      }),
    })
    expect(await seen(again, 1, ({ headers }) => headers)).toEqual([
      { 'x-request-id': bytes, 'x-b3-traceid': Buffer.from('caf\u00e9') },
    ])
    await plain.disconnect()
  })

  test('a request id is made for a message without, and a broker outside the targets gets none', async () => {
    const [topic, again] = [await newTopic(), await newTopic()]
    await producer.send({ topic, messages: [{ value: 'x' }] })
    const outside = wrapProducer(kafka.producer(), {
      broker: ['kafka:9092', 'kafka.example.com:9092'],
    })
    await outside.connect()
    const consumer = await newConsumer(topic)
    const policy = definePolicy({ generate: ['x-request-id'], warnOnRefusal: false })
    await consumer.run({
      eachMessage: waybill(async () => {
        await outside.send({ topic: again, messages: [{ value: 'outside' }] })
        await producer.send({ topic: again, messages: [{ value: 'inside' }] })
      }, policy),
    })
    const [out, inside] = await seen(again, 2, textOf)
    expect(out).toEqual({})
    expect(inside?.['x-request-id']).toMatch(/^[\da-f-]{36}$/)
    await outside.disconnect()
  })

  test('what KafkaJS refuses it refuses as before', async () => {
    const wrong = (record: unknown) => withHeaders(r1, () => producer.send(record as never))
    await expect(wrong(undefined)).rejects.toThrow(TypeError)
    await expect(wrong({ topic: 't' })).rejects.toThrow('Invalid messages array')
    await expect(wrong({ topic: 't', messages: [{}] })).rejects.toThrow(
      'Invalid message without value',
    )
  })
})
