import type { Program } from '../../kit/real-programs.ts'
import { startAmqpWire } from './amqp-wire.ts'
import { startBullmqWire } from './bullmq-wire.ts'
import { findBroker } from './find-broker.ts'
import { startKafkaWire } from './kafka-wire.ts'
import type { Wire } from './wire.ts'

interface WireCase {
  readonly name: string
  readonly broker: Program
  start(): Promise<Wire>
}

const [rabbitmq, kafka, redis] = await Promise.all([
  findBroker('rabbitmq'),
  findBroker('kafka'),
  findBroker('redis'),
])

/** Every client with its broker. */
export const wires: readonly WireCase[] = [
  { name: 'amqplib, RabbitMQ', broker: rabbitmq, start: startAmqpWire },
  { name: 'KafkaJS by message, Kafka', broker: kafka, start: () => startKafkaWire('eachMessage') },
  { name: 'KafkaJS by batch, Kafka', broker: kafka, start: () => startKafkaWire('eachBatch') },
  { name: 'BullMQ, Redis', broker: redis, start: startBullmqWire },
]
