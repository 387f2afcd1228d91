import { wrapProducer } from '@waybill/messaging'
import { type EachMessagePayload, Kafka, type KafkaMessage, logLevel, type Producer } from 'kafkajs'
import { startKafka } from './start-kafka.ts'
import { asSent, bytesOf, type Publish, type Wire } from './wire.ts'

/** Starts a Kafka whose topics have four partitions, consumed message by message, or batch by batch. */
export async function startKafkaWire(by: 'eachMessage' | 'eachBatch'): Promise<Wire> {
  const broker = await startKafka()
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  const [wrapped, plain] = [kafka.producer(), kafka.producer()]
  await Promise.all([admin.connect(), wrapped.connect(), plain.connect()])
  return {
    publish: publishOn(wrapProducer(wrapped)),
    publishPlain: publishOn(plain),
    async consume(topic, handle) {
      await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] })
      const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 })
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      await consumer.run(
        by === 'eachMessage'
          ? {
              partitionsConsumedConcurrently: 4,
              eachMessage: async (payload) => void (await handle(payload as never)),
            }
          : {
              partitionsConsumedConcurrently: 4,
              eachBatch: async ({ batch }) =>
                void (await Promise.all(batch.messages.map((message) => handle(message as never)))),
            },
      )
      return { stop: () => consumer.disconnect() }
    },
    read(given: EachMessagePayload | KafkaMessage) {
      const { value, headers } = 'message' in given ? given.message : given
      return {
        body: `${value}`,
        headers: Object.fromEntries(
          Object.entries(headers ?? {}).map(([name, one]) => [name, bytesOf(one)]),
        ),
      }
    },
    async stop() {
      await Promise.all([admin, wrapped, plain].map((client) => client.disconnect()))
      await broker.stop()
    },
  }
}

function publishOn(producer: Producer): Publish {
  return (topic, value, headers) =>
    producer.send({ topic, messages: [{ value, headers: asSent(headers, (bytes) => bytes) }] })
}
