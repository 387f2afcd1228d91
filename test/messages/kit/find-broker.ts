import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../../examples/mesh/src/cache-folder.ts'
import { findJava } from '../../../examples/mesh/src/zipkin/java.ts'
import type { Program } from '../../kit/real-programs.ts'

/** A broker that tests can start. */
export type BrokerName = 'rabbitmq' | 'redis' | 'kafka'

/** Where the program of a broker is, or the sentence that says why there is none. */
export async function findBroker(name: BrokerName): Promise<Program> {
  const { variable, places, wanted } = KNOWN[name]
  const named = process.env[variable]
  const path = (named ? [named] : places()).find((place) => existsSync(place))
  if (path === undefined) return { path: '', missing: named ? `${variable} names none.` : wanted }
  if (name !== 'kafka') return { path }
  try {
    await findJava()
    return { path }
  } catch {
    return { path: '', missing: 'Kafka needs Java 17 or later, and there is none.' }
  }
}

const KNOWN = {
  rabbitmq: {
    variable: 'RABBITMQ_SERVER',
    // Not the script on the PATH, which changes to a user of its own.
    places: () => ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
    wanted:
      'There is no RabbitMQ; `apt-get install rabbitmq-server` brings one, RABBITMQ_SERVER names one.',
  },
  redis: {
    variable: 'REDIS_SERVER',
    places: () => (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'redis-server')),
    wanted: 'There is no Redis; `apt-get install redis-server` brings one, REDIS_SERVER names one.',
  },
  kafka: {
    variable: 'KAFKA_LIBS',
    places: () => [join(cacheFolder, 'kafka', 'libs')],
    wanted:
      'There is no Kafka; `bash test/messages/get-kafka.sh` fetches one with Maven, KAFKA_LIBS names a folder of its jars.',
  },
} as const
