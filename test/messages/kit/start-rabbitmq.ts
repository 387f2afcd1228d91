import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findBroker } from './find-broker.ts'
import { freePorts } from './free-ports.ts'
import { type Broker, newFolder, removeFolder, startProcess } from './start-process.ts'

/** Starts a RabbitMQ with ports, a name and a folder of its own, and the register of Erlang nodes that it needs. */
export async function startRabbitmq(): Promise<Broker> {
  const { path } = await findBroker('rabbitmq')
  const [port, nodes, register] = (await freePorts(3)) as [number, number, number]
  const folder = await newFolder('rabbitmq')
  const plugins = join(folder, 'enabled_plugins')
  await writeFile(plugins, '[].\n')
  const env = { HOME: folder, ERL_EPMD_PORT: `${register}`, ERL_EPMD_ADDRESS: '127.0.0.1' }
  // A broker would start one that goes on after it.
  const epmd = await startProcess({
    name: 'epmd',
    path: 'epmd',
    args: ['-d', '-port', `${register}`],
    env,
    isReady: /epmd running/,
  })
  const server = await startProcess({
    name: 'RabbitMQ',
    path,
    env: {
      ...env,
      // The script becomes the server, in place of staying its parent.
      RUNNING_UNDER_SYSTEMD: 'true',
      RABBITMQ_NODENAME: `waybill-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${nodes}`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_CONFIG_FILE: join(folder, 'none'),
      RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_LOGS: '-',
    },
    isReady: /Server startup complete/,
  })
  return {
    address: `127.0.0.1:${port}`,
    port,
    async stop() {
      await server.stop()
      await epmd.stop()
      await removeFolder(folder)
    },
  }
}
