import { bind } from '@waybill/core'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { fates, type Scene } from '../kit/fates.ts'
import { connectLineClient, type LineClient, serveLines, serveTcp } from '../kit/line-client.ts'
import { meet, type Report } from '../kit/meet.ts'
import { createRedisServer } from '../kit/redis-server.ts'

/** A connection that another request has opened. */
const asked = (ask: (client: LineClient, report: Report) => unknown): Scene => {
  return async (way) => {
    const port = await serveLines()
    let client: LineClient
    return meet(way, {
      other() {
        client = connectLineClient(port)
      },
      own: (report) => ask(client, report),
    })
  }
}

fates(
  'a callback of a client with one socket for all requests',
  { plain: "another's", waybill: "another's" },
  asked((client, report) => client.ask('question', report)),
  {
    'bind(callback)': asked((client, report) => client.ask('question', bind(report))),
    'a promise around it': asked((client, report) =>
      new Promise<string>((resolve) => client.ask('question', resolve)).then(report),
    ),
  },
)

/** A connection to Redis that another request has opened. */
const ofRedis = (use: (redis: Redis, report: Report) => unknown): Scene => {
  return async (way) => {
    const port = await serveTcp(createRedisServer())
    let redis: Redis
    return meet(way, {
      async other() {
        redis = connectRedis(port)
        await redis.ping()
      },
      own: (report) => use(redis, report),
    })
  }
}

fates(
  'a callback of ioredis',
  { plain: 'kept', waybill: 'kept' },
  ofRedis((redis, report) => redis.get('key', report)),
)

fates(
  'a callback of `pipeline().exec` of ioredis',
  { plain: 'kept', waybill: 'kept' },
  ofRedis((redis, report) => redis.pipeline().get('a').get('b').exec(report)),
)

/** A subscriber that another request has made; a third party publishes. */
const subscribed = (keep: (report: Report) => Report): Scene => {
  return async (way) => {
    const port = await serveTcp(createRedisServer())
    const publisher = connectRedis(port)
    let subscriber: Redis
    return meet(way, {
      async other() {
        subscriber = connectRedis(port)
        await subscriber.subscribe('news')
      },
      own: (report) => subscriber.once('message', keep(report)),
      outside: () => publisher.publish('news', 'message'),
    })
  }
}

fates(
  'a `message` listener on a shared subscriber of ioredis',
  { plain: "another's", waybill: "another's" },
  subscribed((report) => report),
  { 'bind(listener)': subscribed(bind) },
)

function connectRedis(port: number): Redis {
  const redis = new Redis({ port, protocol: 2, enableReadyCheck: false, disableClientInfo: true })
  onTestFinished(() => redis.disconnect())
  return redis
}
