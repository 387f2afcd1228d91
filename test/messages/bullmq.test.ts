import { randomUUID } from 'node:crypto'
import { current, definePolicy } from '@waybill/core'
import { waybill, wrapQueue } from '@waybill/messaging'
import { withHeaders } from '@waybill/testing'
import { FlowProducer, type Job, type Processor, Queue, type Telemetry, Worker } from 'bullmq'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../kit/real-programs.ts'
import { findBroker } from './kit/find-broker.ts'
import type { Broker } from './kit/start-process.ts'
import { startRedis } from './kit/start-redis.ts'

const id = () => current()?.get('x-request-id')
const r1 = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const carried = (job: Job) => (job.opts as { waybill?: unknown }).waybill

describeWith([await findBroker('redis')], 'BullMQ with a Redis', () => {
  let broker: Broker
  let connection: { host: string; port: number }
  const open: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    broker = await startRedis()
    connection = { host: '127.0.0.1', port: broker.port }
  })

  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
  })

  afterAll(() => broker?.stop())

  function newQueue(name = `q-${randomUUID()}`): Queue {
    const queue = wrapQueue(new Queue(name, { connection }))
    open.push(queue)
    return queue
  }

  function work(name: string, processor: Processor): Worker {
    const worker = new Worker(name, processor, { connection })
    open.unshift(worker)
    return worker
  }

  /** What a processor sees of the first jobs of a queue, in order. */
  function seen<T>(name: string, count: number, see: (job: Job) => T): Promise<T[]> {
    const found: T[] = []
    return new Promise((resolve) => {
      work(
        name,
        waybill(async (job: Job) => {
          await Promise.resolve()
          if (found.push(see(job)) === count) resolve(found)
        }),
      )
    })
  }

  test('add and addBulk carry the headers, and change nothing that is given', async () => {
    const queue = newQueue()
    const opts = Object.freeze({ attempts: 3, removeOnComplete: true })
    const bulk = Object.freeze([
      Object.freeze({ name: 'b', data: { n: 2 }, opts }),
      Object.freeze({ name: 'c', data: { n: 3 } }),
    ])
    await withHeaders(r1, async () => {
      await queue.add('a', { n: 1 }, opts)
      await queue.addBulk(bulk as never)
    })
    await queue.add('d', { n: 4 })
    const found = await seen(queue.name, 4, (job) => [job.name, job.data, job.opts.attempts, id()])
    expect(found).toEqual([
      ['a', { n: 1 }, 3, 'r-1'],
      ['b', { n: 2 }, 3, 'r-1'],
      ['c', { n: 3 }, 0, 'r-1'],
      ['d', { n: 4 }, 0, undefined],
    ])
  })

  test('a flow carries them to each of its jobs', async () => {
    const queueName = `q-${randomUUID()}`
    const flows = wrapQueue(new FlowProducer({ connection }))
    open.push(flows)
    const child = (name: string) => ({ name, queueName })
    await withHeaders(r1, async () => {
      await flows.add({ name: 'p', queueName, children: [child('a'), child('b')] })
      await flows.addBulk([{ name: 'q', queueName, children: [child('c')] }])
    })
    const found = await seen(queueName, 5, (job) => `${job.name} ${id()}`)
    expect(found.sort()).toEqual(['a r-1', 'b r-1', 'c r-1', 'p r-1', 'q r-1'])
  })

  test('a job that is tried again, or waits, has its own headers', async () => {
    const queue = newQueue()
    await withHeaders(r1, () => queue.add('a', {}, { attempts: 2, delay: 20 }))
    const found: unknown[] = []
    await new Promise<void>((resolve) => {
      work(
        queue.name,
        waybill(async () => {
          if (found.push(id()) === 1) throw new Error('once more')
          resolve()
        }),
      )
    })
    expect(found).toEqual(['r-1', 'r-1'])
  })

  test('a job that is added again with its options keeps its own, and their family', async () => {
    const [queue, dead] = [newQueue(), newQueue()]
    await withHeaders({ 'x-b3-traceid': 'own' }, () => queue.add('a', {}))
    const [opts] = await seen(queue.name, 1, ({ opts }) => opts)
    await withHeaders(r1, () => dead.add('a', {}, opts as never))
    const [found] = await seen(dead.name, 1, carried)
    expect(found).toEqual({ 'x-b3-traceid': 'own', 'x-request-id': 'r-1' })
  })

  test('a job without headers has an empty waybill, though its worker began in a request', async () => {
    const queue = newQueue()
    await queue.add('a', {})
    const found = await withHeaders(r1, () => seen(queue.name, 1, () => [current()?.isEmpty, id()]))
    expect(found).toEqual([[true, undefined]])
  })

  test('a processor with three parameters is given its signal', async () => {
    const queue = newQueue()
    await queue.add('a', {})
    const signal = await new Promise((resolve) => {
      work(
        queue.name,
        waybill(async (_job: Job, _token?: string, given?: AbortSignal) => resolve(given)),
      )
    })
    expect(signal).toBeInstanceOf(AbortSignal)
  })

  test("a worker's events can run in the waybill of their job", async () => {
    const queue = newQueue()
    await withHeaders(r1, () => queue.add('a', {}))
    const worker = work(queue.name, async () => 'done')
    const found = await new Promise((resolve) => {
      worker.on(
        'completed',
        waybill((_job: Job, result: unknown) => resolve([result, id()])),
      )
    })
    expect(found).toEqual(['done', 'r-1'])
  })

  test("a queue's own telemetry keeps its place, and so do the headers", async () => {
    const name = `q-${randomUUID()}`
    const queue = wrapQueue(new Queue(name, { connection, telemetry: telemetry() }))
    open.push(queue)
    await withHeaders(r1, async () => {
      await queue.add('a', {})
      await queue.addBulk([{ name: 'b', data: {} }])
    })
    const found = await seen(name, 2, (job) => [job.opts.telemetry?.metadata, carried(job)])
    expect(found).toEqual([
      ['theirs', r1],
      ['theirs', r1],
    ])
  })

  test('bytes above ASCII, and a broker outside the targets', async () => {
    const queue = newQueue()
    const outside = wrapQueue(new Queue(queue.name, { connection }), {
      broker: 'rediss://u:p@redis.example.com:6379',
    })
    open.push(outside)
    const policy = definePolicy({ warnOnRefusal: false })
    await withHeaders({ 'x-request-id': 'caf\xe9' }, () => queue.add('a', {}), policy)
    await withHeaders(r1, () => outside.add('b', {}), policy)
    expect(await seen(queue.name, 2, id)).toEqual(['caf\xe9', undefined])
  })

  test('jobs of a scheduler carry none', async () => {
    const queue = newQueue()
    await withHeaders(r1, () => queue.upsertJobScheduler('s', { every: 50 }, { name: 'a' }))
    expect(await seen(queue.name, 2, id)).toEqual([undefined, undefined])
    await queue.removeJobScheduler('s')
  })
})

function telemetry(): Telemetry {
  const span = {
    setSpanOnContext: (context: unknown) => context,
    setAttribute: () => undefined,
    setAttributes: () => undefined,
    addEvent: () => undefined,
    recordException: () => undefined,
    end: () => undefined,
  }
  return {
    tracer: { startSpan: () => span },
    contextManager: {
      with: (_context, fn) => fn(),
      active: () => undefined,
      getMetadata: () => 'theirs',
      fromMetadata: () => undefined,
    },
  }
}
