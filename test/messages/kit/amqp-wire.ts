import { isUtf8 } from 'node:buffer'
import { wrapChannel } from '@waybill/messaging'
import { type Channel, type ConsumeMessage, connect } from 'amqplib'
import { startRabbitmq } from './start-rabbitmq.ts'
import { asSent, bytesOf, type Publish, type Wire } from './wire.ts'

/** Starts a RabbitMQ, with one connection that all share. */
export async function startAmqpWire(): Promise<Wire> {
  const broker = await startRabbitmq()
  const connection = await connect(`amqp://${broker.address}`)
  const [wrapped, plain] = [await connection.createChannel(), await connection.createChannel()]
  return {
    publish: publishOn(wrapChannel(wrapped)),
    publishPlain: publishOn(plain),
    async consume(queue, handle) {
      const channel = await connection.createChannel()
      await channel.assertQueue(queue, { durable: false })
      await channel.prefetch(200)
      await channel.consume(queue, async (message) => {
        await handle(message as never)
        if (message) channel.ack(message)
      })
      return { stop: () => channel.close() }
    },
    read({ content, properties }: ConsumeMessage) {
      const headers = Object.entries(properties.headers ?? {})
      return {
        body: content.toString(),
        headers: Object.fromEntries(headers.map(([name, value]) => [name, bytesOf(value)])),
      }
    },
    async stop() {
      await connection.close()
      await broker.stop()
    },
  }
}

function publishOn(channel: Channel): Publish {
  return async (queue, body, headers) =>
    channel.sendToQueue(queue, Buffer.from(body), {
      headers: asSent(headers, (bytes) => (isUtf8(bytes) ? bytes.toString() : bytes)),
    })
}
