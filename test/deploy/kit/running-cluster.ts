import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Cluster, Container, Pod } from './cluster.ts'
import { type NetworkSandbox, startNetworkSandbox } from './network-sandbox.ts'
import { type WayIn, wayIn } from './way-in.ts'

/** A cluster whose containers all say that they are well. */
export interface RunningCluster {
  /** Fetches from where visitors and probes are: beside the pods. */
  fetch: WayIn['fetch']
  close(): Promise<void>
}

/**
 * Runs a cluster on this machine, each pod in a network namespace of its own.
 * @throws when a container ends, or is not well within 20 s
 */
export async function runCluster(cluster: Cluster): Promise<RunningCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-cluster-'))
  const door = join(folder, 'door')
  const way = wayIn(door)
  const ending = new AbortController()
  let sandbox: NetworkSandbox | undefined

  async function close(): Promise<void> {
    ending.abort()
    await sandbox?.close()
    await way.close()
    rmSync(folder, { recursive: true })
  }

  try {
    sandbox = await startNetworkSandbox({
      namespaces: Object.fromEntries(cluster.pods.map(({ name, address }) => [name, address])),
      addresses: [
        ...new Set(cluster.routes.map(({ from }) => from.split(':')[0] as string)),
      ].filter((address) => !address.startsWith('127.')),
      files: writeFiles(join(folder, 'etc'), cluster),
    })
    await startNode(sandbox, { door, routes: cluster.routes })
    const place = { sandbox, way, signal: ending.signal }
    await Promise.all(cluster.pods.map((pod) => start(pod, place)))
    return { fetch: way.fetch, close }
  } catch (error) {
    await close()
    throw error
  }
}

function writeFiles(folder: string, { pods, names }: Cluster): string {
  const hosts = Object.entries({ localhost: '127.0.0.1', ...names })
    .map(([name, address]) => `${address} ${name}\n`)
    .join('')
  for (const { name, files } of pods) {
    for (const [path, text] of Object.entries({ '/etc/hosts': hosts, ...files })) {
      if (!path.startsWith('/etc/')) throw new Error(`${name}: ${path} is not in /etc`)
      const file = join(folder, name, path.slice('/etc/'.length))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
  return folder
}

async function startNode(
  sandbox: NetworkSandbox,
  options: { readonly door: string; readonly routes: Cluster['routes'] },
): Promise<void> {
  const program = fileURLToPath(new URL('./network-node.mjs', import.meta.url))
  const child = sandbox.run([process.execPath, program, JSON.stringify(options)], {
    folder: '/',
    env: {},
  })
  const end = endOf('the node', child)
  await Promise.race([end, once(child.stdout as NodeJS.ReadableStream, 'data')])
}

/** Where containers run, until that is ended. */
interface Place {
  readonly sandbox: NetworkSandbox
  readonly way: WayIn
  readonly signal: AbortSignal
}

async function start(pod: Pod, place: Place): Promise<void> {
  await Promise.all(
    pod.containers.map(async (container) => {
      const { name, command, folder, env } = container
      const child = place.sandbox.run(command, { namespace: pod.name, folder, env })
      await Promise.race([endOf(name, child), becomesWell(pod, container, place)])
    }),
  )
}

/** Never resolves: rejects with the last that a program wrote when it ends. */
function endOf(name: string, child: ChildProcess): Promise<never> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-2_000)
    })
  }
  const end = once(child, 'close').then(([code]) => {
    throw new Error(`${name} ended with ${code}:\n${output}`)
  })
  // Once it is well, nobody asks any more, and at last it does end.
  end.catch(() => undefined)
  return end
}

async function becomesWell(
  pod: Pod,
  { name, health, folder, env }: Container,
  { sandbox, way, signal }: Place,
): Promise<void> {
  if (health === undefined) return
  const late = AbortSignal.timeout(20_000)
  while (!(await isWell(health))) {
    signal.throwIfAborted()
    if (late.aborted) throw new Error(`${name} in ${pod.name} was not well within 20 s`)
    await pause(100)
  }

  async function isWell(asked: NonNullable<Container['health']>): Promise<boolean> {
    if ('command' in asked) {
      const [code] = await once(
        sandbox.run(asked.command, { namespace: pod.name, folder, env }),
        'close',
      )
      return code === 0
    }
    return way.fetch(asked.url).then(
      ({ ok }) => ok,
      () => false,
    )
  }
}
