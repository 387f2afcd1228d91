import { findBroker } from './find-broker.ts'
import { freePorts } from './free-ports.ts'
import { type Broker, newFolder, removeFolder, startProcess } from './start-process.ts'

/** Starts a Redis that keeps its data in memory. */
export async function startRedis(): Promise<Broker> {
  const { path } = await findBroker('redis')
  const [port] = (await freePorts(1)) as [number]
  const folder = await newFolder('redis')
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder]
  const { stop } = await startProcess({
    name: 'Redis',
    path,
    args: [...args, '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
    isReady: /Ready to accept connections/,
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
