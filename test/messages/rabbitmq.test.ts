import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { current, definePolicy, setHeader } from '@waybill/core'
import { waybill, wrapChannel } from '@waybill/messaging'
import { withHeaders } from '@waybill/testing'
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib'
import { connect } from 'amqplib'
import {
  type ConfirmChannel as CallbackChannel,
  connect as connectWithCallback,
} from 'amqplib/callback_api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../kit/real-programs.ts'
import { findBroker } from './kit/find-broker.ts'
import type { Broker } from './kit/start-process.ts'
import { startRabbitmq } from './kit/start-rabbitmq.ts'

const id = () => current()?.get('x-request-id')
const body = Buffer.from('x')
const r1 = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }

describeWith([await findBroker('rabbitmq')], 'amqplib with a RabbitMQ', () => {
  let broker: Broker
  let connection: ChannelModel
  let channel: Channel
  let confirms: ConfirmChannel

  beforeAll(async () => {
    broker = await startRabbitmq()
    // Opened in a request, as a service does that connects when it is first needed.
    connection = await withHeaders({ 'x-request-id': 'opener' }, () =>
      connect(`amqp://${broker.address}`),
    )
    channel = wrapChannel(await connection.createChannel())
    confirms = wrapChannel(await connection.createConfirmChannel())
  })

  afterAll(async () => {
    await connection?.close()
    await broker?.stop()
  })

  async function newQueue(options: object = {}): Promise<string> {
    const { queue } = await channel.assertQueue(`q-${randomUUID()}`, { durable: false, ...options })
    return queue
  }

  /** What a handler sees of the next messages of a queue. */
  async function several<T>(
    queue: string,
    count: number,
    see: (message: ConsumeMessage) => T,
  ): Promise<T[]> {
    let tag = ''
    const found: T[] = []
    await new Promise<void>((resolve, reject) => {
      const onMessage = waybill((message: ConsumeMessage | null) => {
        if (message && found.push(see(message)) === count) resolve()
      })
      channel.consume(queue, onMessage, { noAck: true }).then(({ consumerTag }) => {
        tag = consumerTag
      }, reject)
    })
    await channel.cancel(tag)
    return found
  }
  const next = async <T>(queue: string, see: (message: ConsumeMessage) => T): Promise<T> =>
    (await several(queue, 1, see))[0] as T
  const headersOf = (message: ConsumeMessage) => ({ ...message.properties.headers })

  test('publish and sendToQueue carry the headers, confirmed or not, as text', async () => {
    const queue = await newQueue()
    withHeaders(r1, () => {
      channel.sendToQueue(queue, body)
      channel.publish('', queue, body, { headers: { own: 1 } })
      confirms.sendToQueue(queue, body, undefined)
      confirms.publish('', queue, body, {})
    })
    await confirms.waitForConfirms()
    const found = await several(queue, 4, headersOf)
    expect(found.filter(({ own }) => own === 1)).toEqual([{ own: 1, ...r1 }])
    expect(found.filter(({ own }) => own !== 1)).toEqual([r1, r1, r1])
  })

  test('a confirm callback runs in the context of its publisher', async () => {
    const queue = await newQueue()
    const publish = (name: string) =>
      withHeaders(
        { 'x-request-id': name },
        () =>
          new Promise((resolve) => {
            confirms.sendToQueue(queue, body, {}, () => resolve(id()))
          }),
      )
    const outside = new Promise((resolve) => {
      confirms.publish('', queue, body, {}, () => resolve(id()))
    })
    expect(await Promise.all([publish('a'), outside, publish('b')])).toEqual(['a', undefined, 'b'])
  })

  test("a channel's events run outside a request, whoever opened the connection", async () => {
    const returned = new Promise((resolve) => {
      channel.once('return', () => resolve([id()]))
    })
    withHeaders(r1, () => channel.publish('', 'no-such-queue', body, { mandatory: true }))
    expect(await returned).toEqual([undefined])
  })

  test('a message without headers is handled in an empty waybill, though its consumer began in a request', async () => {
    const queue = await newQueue()
    channel.sendToQueue(queue, body)
    const seen = await withHeaders(r1, () => next(queue, () => [current()?.isEmpty, id()]))
    expect(seen).toEqual([true, undefined])
  })

  test('a consumer that is cancelled by the broker is told so, in an empty waybill', async () => {
    const queue = await newQueue()
    const told = new Promise((resolve) => {
      channel.consume(
        queue,
        waybill((message) => resolve([message, current()?.isEmpty])),
      )
    })
    await channel.checkQueue(queue)
    await channel.deleteQueue(queue)
    expect(await told).toEqual([null, true])
  })

  test('what the broker moves to a dead-letter queue keeps its headers', async () => {
    const dead = await newQueue()
    const queue = await newQueue({ deadLetterExchange: '', deadLetterRoutingKey: dead })
    withHeaders(r1, () => channel.sendToQueue(queue, body))
    const own = await connection.createChannel()
    await own.consume(
      queue,
      waybill((message) => message && own.nack(message, false, false)),
    )
    expect(await next(dead, headersOf)).toMatchObject(r1)
    await own.close()
  })

  test('what is published again keeps its own headers and their family, whoever does it', async () => {
    const queue = await newQueue()
    const headers = Object.freeze({
      'X-Request-Id': 'own',
      'X-B3-TraceId': 'own',
      n: [1, { a: null }],
    })
    const options = Object.freeze({ headers, persistent: true })
    withHeaders({ ...r1, 'x-ot-span-context': 'o' }, () =>
      channel.sendToQueue(queue, body, options),
    )
    expect(await next(queue, headersOf)).toEqual({ ...headers, 'x-ot-span-context': 'o' })
  })

  test('names in any case and whole numbers are carried; other types are left out', async () => {
    const queue = await newQueue()
    const plain = await connection.createChannel()
    plain.sendToQueue(queue, body, {
      headers: {
        'X-B3-TraceId': 't',
        'X-B3-Sampled': 1,
        'x-b3-flags': 0.5,
        'x-request-id': { a: 'b' },
      },
    })
    const seen = await next(queue, () =>
      ['x-b3-traceid', 'x-b3-sampled', 'x-b3-flags', 'x-request-id'].map((name) =>
        current()?.get(name),
      ),
    )
    expect(seen).toEqual(['t', '1', undefined, undefined])
    await plain.close()
  })

  test('bytes stay what they are, as text where they are UTF-8, else as a byte array', async () => {
    const queue = await newQueue()
    const utf8 = Buffer.from('caf\u00e9 \u65e5\u672c').toString('latin1')
    const headers = { 'x-request-id': utf8, 'x-ot-span-context': 'caf\xe9' }
    withHeaders(headers, () => channel.sendToQueue(queue, body))
    const [sent, seen] = await next(queue, (message) => [
      headersOf(message),
      Object.keys(headers).map((name) => current()?.get(name)),
    ])
    expect(sent).toEqual({
      'x-request-id': 'caf\u00e9 \u65e5\u672c',
      'x-ot-span-context': Buffer.from('caf\xe9', 'latin1'),
    })
    expect(seen).toEqual(Object.values(headers))
  })

  test('options and headers that are inherited arrive', async () => {
    const queue = await newQueue()
    const headers = Object.create({ inherited: 'yes' })
    const options = Object.create({ messageId: 'm', headers })
    withHeaders(r1, () => channel.sendToQueue(queue, body, options))
    const { messageId, ...properties } = await next(queue, ({ properties }) => properties)
    expect([messageId, { ...properties.headers }]).toEqual(['m', { inherited: 'yes', ...r1 }])
  })

  test('a broker outside the targets gets none', async () => {
    const queue = await newQueue()
    const outside = wrapChannel(await connection.createConfirmChannel(), {
      broker: 'amqps://user:pass@rabbit.example.com/vhost',
    })
    const policy = definePolicy({ warnOnRefusal: false })
    withHeaders(r1, () => outside.sendToQueue(queue, body, { headers: { own: 'x' } }), policy)
    await outside.waitForConfirms()
    expect(await next(queue, headersOf)).toEqual({ own: 'x' })
    await outside.close()
  })

  test('what the application sets goes along, and a channel that is closed throws as it did', async () => {
    const queue = await newQueue()
    withHeaders({}, () => {
      setHeader('x-request-id', 'set')
      channel.sendToQueue(queue, body)
    })
    expect(await next(queue, headersOf)).toEqual({ 'x-request-id': 'set' })
    const closed = wrapChannel(await connection.createChannel())
    await closed.close()
    expect(() => withHeaders(r1, () => closed.sendToQueue(queue, body))).toThrow('Channel closed')
  })

  test('the callback API: confirmed, consumed, and got by hand', async () => {
    const queue = await newQueue()
    const handle = waybill((_message: object) => id())
    const [byCallback, seen] = await new Promise<unknown[]>((resolve, reject) => {
      connectWithCallback(`amqp://${broker.address}`, (error, opened) => {
        if (error) return reject(error)
        opened.createConfirmChannel((_error: unknown, created: CallbackChannel) => {
          const own = wrapChannel(created)
          withHeaders(r1, () =>
            own.sendToQueue(queue, body, {}, () => {
              const confirmed = id()
              own.get(queue, { noAck: true }, (_failed, message) => {
                resolve([confirmed, handle(message as object)])
                opened.close()
              })
            }),
          )
        })
      })
    })
    expect([byCallback, seen]).toEqual(['r-1', 'r-1'])
  })

  test('a full buffer still says so, and drains', async () => {
    const small = wrapChannel(await connection.createChannel({ highWaterMark: 1 }))
    const queue = await newQueue({ autoDelete: true })
    const isRoom = withHeaders(r1, () =>
      Array.from({ length: 50 }, () => small.sendToQueue(queue, Buffer.alloc(100_000))).at(-1),
    )
    expect(isRoom).toBe(false)
    await once(small, 'drain')
    await small.close()
  })
})
