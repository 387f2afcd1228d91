import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Cluster, type Container, type Pod, podAddress, type Route } from './cluster.ts'
import { type ComposeService, composeServices } from './compose-file.ts'
import { containerOf } from './image.ts'
import { deploy } from './places.ts'

/** What `docker compose up` runs, with variables of its environment. */
export function composeCluster(variables: Readonly<Record<string, string>>): Cluster {
  const services: Record<string, StartedService> = composeServices()
  const all = Object.entries(services)
  const pods = all
    .filter(([, { network_mode }]) => network_mode === undefined)
    .map(([name, service], index): Pod => {
      const inside = all.filter(([, other]) => other.network_mode === `service:${name}`)
      const containers = [[name, service] as const, ...inside]
      const hostname = service.hostname ?? name
      return {
        name,
        address: podAddress(index),
        containers: containers.map(([own, each]) => container(own, each, hostname, variables)),
        files: Object.fromEntries(containers.flatMap(([, each]) => mounted(each))),
      }
    })
  const names = Object.fromEntries(pods.map(({ name, address }) => [name, address]))
  return {
    pods,
    names,
    routes: pods.flatMap(({ name, address }) => published(services[name]?.ports ?? [], address)),
    productpage: '127.0.0.1:9080',
    jaeger: '127.0.0.1:16686',
  }
}

interface StartedService extends ComposeService {
  readonly entrypoint?: readonly string[]
  readonly hostname?: string
  readonly healthcheck?: { readonly test: readonly string[] }
}

function container(
  name: string,
  { image, entrypoint, command, environment = {}, healthcheck }: StartedService,
  hostname: string,
  variables: Readonly<Record<string, string>>,
): Container {
  const env = Object.entries(environment).map(([key, value]) => [key, filledIn(value, variables)])
  const [kind, ...test] = healthcheck?.test ?? []
  if (kind !== undefined && kind !== 'CMD') throw new Error(`${name}: ${kind} is not known here`)
  return {
    ...containerOf({
      name,
      image,
      entrypoint,
      args: command,
      env: { HOSTNAME: hostname, ...Object.fromEntries(env) },
    }),
    ...(kind === undefined ? {} : { health: { command: test } }),
  }
}

/** `${NAME:-default}` with what the variable says, or with the default if that is nothing. */
function filledIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name, otherwise) => variables[name] || otherwise)
}

function mounted({ volumes = [] }: StartedService): [string, string][] {
  return volumes.map(({ source, target }) => [target, readFileSync(join(deploy, source), 'utf8')])
}

function published(ports: readonly string[], address: string): Route[] {
  return ports.map((port) => {
    const [host, outside, inside] = port.split(':')
    return { from: `${host}:${outside}`, to: [`${address}:${inside}`] }
  })
}
