import { describe, expect, test } from 'vitest'
import { type Bootstrap, listensAt, readBootstrap } from './kit/bootstrap.ts'
import { ofKind } from './kit/kubernetes-object.ts'
import { isSkipped, render } from './kit/render.ts'
import { deploymentsWith, isServed } from './kit/service-targets.ts'

describe.skipIf(isSkipped)('in the overlay envoy, the sidecar of every workload', () => {
  const objects = render('overlays/envoy')
  const workloads = ofKind(objects, 'Deployment')
    .filter(({ metadata }) => metadata.labels?.version !== undefined)
    .map((deployment) => ({
      name: deployment.metadata.name,
      pod: deployment.spec?.template.spec,
    }))

  test('is one of six, each with a bootstrap of its own', () => {
    const mounted = workloads.map(({ pod }) => pod?.volumes?.[0]?.configMap?.name)
    expect(new Set(mounted).size).toBe(6)
    for (const { name, pod } of workloads) {
      // kustomize adds a hash of what is in it, so that a change restarts the pods.
      expect(pod?.volumes?.[0]?.configMap?.name).toMatch(new RegExp(`^envoy-${name}-\\w+$`))
    }
  })

  test('starts before the service and stops after it', () => {
    for (const { name, pod } of workloads) {
      expect(pod?.initContainers, name).toMatchObject([{ name: 'envoy', restartPolicy: 'Always' }])
    }
  })

  test('listens where its probes ask', () => {
    for (const { name, pod } of workloads) {
      const [envoy] = pod?.initContainers ?? []
      for (const probe of [envoy?.startupProbe, envoy?.readinessProbe, envoy?.livenessProbe]) {
        const port = Number(probe?.httpGet?.port)
        expect(listensAt(bootstrapOf(name), port, 'anywhere'), `${name}: ${port}`).toBe(true)
      }
    }
  })

  test('listens where its Services send requests', () => {
    const ways = ofKind(objects, 'Service').flatMap(({ spec }) =>
      deploymentsWith(objects, spec?.selector ?? {})
        .filter(({ metadata }) => metadata.labels?.version !== undefined)
        .map(({ metadata }) => ({ name: metadata.name, port: spec?.ports?.[0]?.targetPort })),
    )
    expect(ways).toHaveLength(12)
    for (const { name, port } of ways) {
      expect(listensAt(bootstrapOf(name), Number(port), 'anywhere'), `${name}: ${port}`).toBe(true)
    }
  })

  test('listens where the service looks for those it calls', () => {
    for (const { name, pod } of workloads) {
      const env = pod?.containers[0]?.env ?? []
      const ports = env.filter((variable) => variable.name.endsWith('_SERVICE_PORT'))
      for (const { name: variable, value } of ports) {
        expect(listensAt(bootstrapOf(name), Number(value), 'pod'), `${name}: ${variable}`).toBe(
          true,
        )
      }
    }
    expect(callsOf('productpage-v1')).toEqual(['DETAILS', 'REVIEWS', 'RATINGS'])
    expect(callsOf('reviews-v3')).toEqual(['RATINGS'])
  })

  test('sends requests to Services that are there', () => {
    for (const { name } of workloads) {
      const { upstreams } = bootstrapOf(name)
      expect(upstreams.length, name).toBeGreaterThan(0)
      for (const { host, port } of upstreams) {
        expect(isServed(objects, host, port), `${name}: ${host}:${port}`).toBe(true)
      }
    }
  })

  function callsOf(workload: string): string[] {
    const found = workloads.find(({ name }) => name === workload)
    const env = found?.pod?.containers[0]?.env ?? []
    return env.flatMap(({ name }) => /^(\w+)_SERVICE_PORT$/.exec(name)?.[1] ?? [])
  }

  function bootstrapOf(workload: string): Bootstrap {
    const found = workloads.find(({ name }) => name === workload)
    const mounted = found?.pod?.volumes?.[0]?.configMap?.name
    const configMap = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === mounted)
    return readBootstrap(configMap?.data?.['envoy.yaml'] ?? '{}')
  }
})
