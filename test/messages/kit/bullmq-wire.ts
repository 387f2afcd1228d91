import { wrapQueue } from '@waybill/messaging'
import { type Job, Queue, Worker } from 'bullmq'
import { startRedis } from './start-redis.ts'
import type { Publish, Wire } from './wire.ts'

/** Starts a Redis with queues of BullMQ. */
export async function startBullmqWire(): Promise<Wire> {
  const broker = await startRedis()
  const connection = { host: '127.0.0.1', port: broker.port }
  const queues = new Map<string, Queue>()
  const publishOn =
    (wrap: (queue: Queue) => Queue, kind: string): Publish =>
    (name, body, headers) => {
      const key = `${kind} ${name}`
      const queue = queues.get(key) ?? wrap(new Queue(name, { connection }))
      queues.set(key, queue)
      const given = Object.keys(headers).length > 0 ? { waybill: headers } : undefined
      return queue.add('job', body, given as never)
    }
  return {
    publish: publishOn(wrapQueue, 'wrapped'),
    publishPlain: publishOn((queue) => queue, 'plain'),
    async consume(name, handle) {
      const worker = new Worker(name, handle as (job: Job) => Promise<unknown>, {
        connection,
        concurrency: 200,
      })
      await worker.waitUntilReady()
      return { stop: () => worker.close() }
    },
    read({ data, opts }: Job) {
      return { body: data, headers: (opts as { waybill?: Record<string, string> }).waybill ?? {} }
    },
    async stop() {
      await Promise.all(Array.from(queues.values(), (queue) => queue.close()))
      await broker.stop()
    },
  }
}
