import { createRequire } from 'node:module'
import { current } from '@waybill/core'
import { waybill, wrapProducer } from '@waybill/messaging'
import { withHeaders } from '@waybill/testing'
import { Kafka, type KafkaMessage, logLevel, type Message } from 'kafkajs'
import { expect, test } from 'vitest'

const require = createRequire(import.meta.url)
const encode = require('kafkajs/src/protocol/recordBatch/record/v0/index.js')
const decode = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js')
const Decoder = require('kafkajs/src/protocol/decoder.js')

/** What a consumer gets of a message: through the bytes that KafkaJS makes of it, and back. */
function delivered(message: Message): KafkaMessage {
  const decoder = new Decoder(encode(message).buffer)
  decoder.readVarInt()
  return decode(decoder, { firstOffset: '0', firstTimestamp: '0', magicByte: 2 })
}

/** The messages that a wrapped producer sends. */
function sentBy(call: (producer: { send(record: object): void }) => void): Message[] {
  const sent: Message[] = []
  const send = ({ messages = [] }: { messages?: Message[] }) => void sent.push(...messages)
  call(wrapProducer({ send, sendBatch: send }) as never)
  return sent
}

test('a value keeps its bytes through a record of Kafka', () => {
  const headers = { 'x-request-id': 'caf\xe9 \x80\xff', 'x-b3-traceid': 't' }
  const [message] = withHeaders(headers, () =>
    sentBy((producer) => producer.send({ topic: 't', messages: [{ key: 'k', value: 'v' }] })),
  )
  const handle = waybill((_message: KafkaMessage) =>
    Object.keys(headers).map((name) => current()?.get(name)),
  )
  const came = delivered(message as Message)
  expect([`${came.key}`, `${came.value}`]).toEqual(['k', 'v'])
  expect(handle(came)).toEqual(Object.values(headers))
})

test('a message whose fields are on its class is sent with them', () => {
  class Order {
    readonly headers = { own: 'x' }
    get value(): string {
      return 'from the class'
    }
  }
  const order = new Order()
  const [message] = withHeaders({ 'x-request-id': 'r-1' }, () =>
    sentBy((producer) => producer.send({ topic: 't', messages: [order] })),
  )
  const { value, headers } = delivered(message as Message)
  expect([`${value}`, Object.keys(headers ?? {})]).toEqual([
    'from the class',
    ['own', 'x-request-id'],
  ])
  expect(order.headers).toEqual({ own: 'x' })
})

test('outside a request the messages are those of the caller', () => {
  const messages = [{ value: 'v' }]
  const sent = sentBy((producer) => producer.send({ topic: 't', messages }))
  expect(sent[0]).toBe(messages[0])
})

test('a real producer that is not connected refuses as before', async () => {
  const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING })
  const producer = wrapProducer(kafka.producer())
  const sending = withHeaders({ 'x-request-id': 'r-1' }, () =>
    producer.send({ topic: 't', messages: [{ value: 'v' }] }),
  )
  await expect(sending).rejects.toThrow('The producer is disconnected')
  await expect(producer.transaction()).rejects.toThrow('Must provide transactional id')
})
