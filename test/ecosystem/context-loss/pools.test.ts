import { bind, run } from '@waybill/core'
import genericPool from 'generic-pool'
import PQueue from 'p-queue'
import Pool from 'pg-pool'
import { FakeClient } from '../kit/fake-client.ts'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

type ClientClass = NonNullable<ConstructorParameters<typeof Pool>[1]>
type Client = InstanceType<ClientClass>

/** A pool of one connection, which the other request holds. */
const ofPgPool = (take: (pool: Pool<Client>, report: Report) => unknown): Scene => {
  return async (way) => {
    const pool = new Pool<Client>({ max: 1 }, FakeClient as unknown as ClientClass)
    const fate = await meet(way, {
      async other(ownComes) {
        const client = await pool.connect()
        await ownComes()
        client.release()
      },
      own: (report) => take(pool, report),
    })
    await pool.end()
    return fate
  }
}

/** What is done with a connection, before it is given back. */
const use = (report: Report) => {
  return (_error?: Error, client?: Client & { release(): void }) => {
    report()
    client?.release()
  }
}

fates(
  '`pool.connect(callback)` of pg-pool, when all are taken',
  { plain: "another's", waybill: "another's" },
  ofPgPool((pool, report) => pool.connect(use(report))),
  {
    'bind(callback)': ofPgPool((pool, report) => pool.connect(bind(use(report)))),
    'await pool.connect()': ofPgPool(async (pool, report) => {
      const client = await pool.connect()
      report()
      client.release()
    }),
  },
)

/** A pool of one resource, which the other request holds; the own one waits, or has the next one made for it. */
const ofGenericPool = (toMake?: (report: Report) => void): Scene => {
  return async (way) => {
    let make: () => void = () => undefined
    const pool = genericPool.createPool(
      {
        async create() {
          make()
          return {}
        },
        async destroy() {},
      },
      { max: 1 },
    )
    const fate = await meet(way, {
      async other(ownComes) {
        const resource = await pool.acquire()
        await ownComes()
        await (toMake ? pool.destroy(resource) : pool.release(resource))
      },
      async own(report) {
        if (toMake) make = () => toMake(report)
        const resource = await pool.acquire()
        report()
        await pool.release(resource)
      },
    })
    await pool.drain()
    await pool.clear()
    return fate
  }
}

fates('`await pool.acquire()` of generic-pool', { plain: 'kept', waybill: 'kept' }, ofGenericPool())

fates(
  'inside `create` of generic-pool, when a request waits for a resource',
  { plain: "another's", waybill: "another's", remedied: 'lost' },
  ofGenericPool((report) => report()),
  { 'run(undefined, make)': ofGenericPool((report) => run(undefined, report)) },
)

const queued = (keep: (report: Report) => Report): Scene => {
  return (way) => {
    const queue = new PQueue({ concurrency: 1 })
    return meet(way, {
      async other(ownComes) {
        await queue.add(ownComes)
      },
      own: (report) => void queue.add(keep(report)),
    })
  }
}

fates(
  'a task of p-queue that waits for its turn',
  { plain: "another's", waybill: "another's" },
  queued((report) => report),
  { 'bind(task)': queued(bind) },
)

fates(
  'what is behind `await queue.add(task)` of p-queue',
  { plain: 'kept', waybill: 'kept' },
  (way) => {
    const queue = new PQueue({ concurrency: 1 })
    return meet(way, {
      async other(ownComes) {
        await queue.add(ownComes)
      },
      own: (report) => queue.add(() => undefined).then(report),
    })
  },
)
