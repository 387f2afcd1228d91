import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Bootstrap, listensAt, readBootstrap } from './kit/bootstrap.ts'
import { composeServices } from './kit/compose-file.ts'
import { ofKind } from './kit/kubernetes-object.ts'
import { deploy } from './kit/places.ts'
import { isSkipped, render } from './kit/render.ts'

const services = composeServices()
const workloads = [
  'productpage-v1',
  'details-v1',
  'reviews-v1',
  'reviews-v2',
  'reviews-v3',
  'ratings-v1',
]

describe('the compose file', () => {
  test('has the six workloads, a sidecar for each, and Jaeger', () => {
    expect(Object.keys(services).sort()).toEqual(
      [...workloads.flatMap((name) => [name, `${name}-envoy`]), 'jaeger'].sort(),
    )
  })

  test.each(workloads)('%s shares its network with its own sidecar', (name) => {
    expect(services[`${name}-envoy`]?.network_mode).toBe(`service:${name}`)
  })

  test.each(workloads)('the sidecar of %s mounts a bootstrap that is there', (name) => {
    const [mount] = services[`${name}-envoy`]?.volumes ?? []
    expect(mount?.source).toBe(`./envoy/compose/${name}.yaml`)
    expect(mount?.target).toBe('/etc/envoy/envoy.yaml')
    expect(existsSync(`${deploy}${mount?.source}`)).toBe(true)
  })

  test.each(workloads)('the sidecar of %s listens where the service and others call', (name) => {
    const bootstrap = bootstrapOf(name)
    expect(listensAt(bootstrap, 15006, 'anywhere')).toBe(true)
    for (const [variable, value] of Object.entries(services[name]?.environment ?? {})) {
      if (!variable.endsWith('_SERVICE_PORT')) continue
      expect(listensAt(bootstrap, Number(value), 'pod'), variable).toBe(true)
    }
  })

  test.each(workloads)('the sidecar of %s sends requests to what is there', (name) => {
    const { upstreams } = bootstrapOf(name)
    expect(upstreams.length).toBeGreaterThan(0)
    for (const { host, port } of upstreams) {
      const isThere =
        host === 'jaeger' ? port === 9411 : listensAt(bootstrapOf(host), port, 'anywhere')
      expect(isThere, `${host}:${port}`).toBe(true)
    }
  })

  test('leads from outside to the sidecar of productpage and to the traces, from this machine only', () => {
    expect(
      Object.entries(services).flatMap(([name, { ports = [] }]) =>
        ports.map((port) => `${name} ${port}`),
      ),
    ).toEqual(['productpage-v1 127.0.0.1:9080:15006', 'jaeger 127.0.0.1:16686:16686'])
    expect(listensAt(bootstrapOf('productpage-v1'), 15006, 'anywhere')).toBe(true)
  })

  test.each(Object.entries(services))(
    '%s may write nothing, has no right, and has a limit',
    (_name, service) => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
      expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    },
  )

  test('builds the one image from the Dockerfile', () => {
    for (const name of workloads) {
      expect(services[name]?.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' })
    }
  })

  test.skipIf(isSkipped)(
    'runs what the overlay envoy runs: same images, arguments and environment',
    () => {
      const deployments = ofKind(render('overlays/envoy'), 'Deployment')
      for (const { metadata, spec } of deployments) {
        const pod = spec?.template.spec
        const [container] = pod?.containers ?? []
        const service = services[metadata.name]
        const env = (container?.env ?? []).flatMap(({ name, value }) =>
          value === undefined ? [] : [[name, value]],
        )
        expect(service?.environment, metadata.name).toMatchObject(Object.fromEntries(env))
        expect(service?.command, metadata.name).toEqual(container?.args)
        expect(container?.image, metadata.name).toContain(service?.image)
        expect(pod?.initContainers?.[0]?.image).toBe(services[`${metadata.name}-envoy`]?.image)
      }
    },
  )

  function bootstrapOf(workload: string): Bootstrap {
    const [mount] = services[`${workload}-envoy`]?.volumes ?? []
    if (mount === undefined) throw new Error(`${workload} has no sidecar with a bootstrap`)
    return readBootstrap(readFileSync(`${deploy}${mount.source}`, 'utf8'))
  }
})
