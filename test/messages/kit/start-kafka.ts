import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findJava } from '../../../examples/mesh/src/zipkin/java.ts'
import { findBroker } from './find-broker.ts'
import { freePorts } from './free-ports.ts'
import { type Broker, newFolder, removeFolder, startProcess } from './start-process.ts'

/** Starts a Kafka of one node, which is its own controller. */
export async function startKafka(): Promise<Broker> {
  const [{ path: libs }, path] = await Promise.all([findBroker('kafka'), findJava()])
  const [port, controller] = (await freePorts(2)) as [number, number]
  const folder = await newFolder('kafka')
  const properties = join(folder, 'server.properties')
  const classes = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', join(libs, '*')]
  await writeFile(properties, settings(port, controller, join(folder, 'data')))
  const format = ['format', '-t', 'MkU3OEVBNTcwNTJENDM2Qk', '-c', properties]
  await promisify(execFile)(path, [...classes, 'kafka.tools.StorageTool', ...format])
  const { stop } = await startProcess({
    name: 'Kafka',
    path,
    args: [...classes, 'kafka.Kafka', properties],
    isReady: /Kafka Server started/,
  })
  return {
    address: `127.0.0.1:${port}`,
    port,
    async stop() {
      await stop()
      await removeFolder(folder)
    },
  }
}

function settings(port: number, controller: number, folder: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${folder}
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
`
}
