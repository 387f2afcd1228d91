import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { names, ofKind } from './kit/kubernetes-object.ts'
import { deploy, overlays } from './kit/places.ts'
import { isSkipped, render } from './kit/render.ts'
import { deploymentsWith, portsOf } from './kit/service-targets.ts'

const readme = readFileSync(`${deploy}README.md`, 'utf8')

describe.skipIf(isSkipped).each(overlays)('in the overlay %s', (overlay) => {
  const objects = render(`overlays/${overlay}`)
  const deployments = ofKind(objects, 'Deployment')

  test('everything is in the namespace that the overlay makes', () => {
    expect(names(ofKind(objects, 'Namespace'))).toEqual(['bookinfo'])
    const others = objects.filter(({ kind }) => kind !== 'Namespace')
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['bookinfo']))
  })

  test('every Service has pods behind it, and they have its port', () => {
    for (const { metadata, spec } of ofKind(objects, 'Service')) {
      const behind = deploymentsWith(objects, spec?.selector ?? {})
      expect(behind.length, metadata.name).toBeGreaterThan(0)
      for (const deployment of behind) {
        const declared = portsOf(deployment.spec?.template.spec)
        const wanted = (spec?.ports ?? []).map(({ port, targetPort = port }) => targetPort)
        expect(declared, metadata.name).toEqual(expect.arrayContaining(wanted))
      }
    }
  })

  test('every Deployment selects its own pods, and has a ServiceAccount that is there', () => {
    const accounts = names(ofKind(objects, 'ServiceAccount'))
    for (const { metadata, spec } of deployments) {
      expect(spec?.template.metadata?.labels, metadata.name).toMatchObject(
        spec?.selector.matchLabels ?? {},
      )
      expect(accounts, metadata.name).toContain(spec?.template.spec?.serviceAccountName)
    }
  })

  test('every volume that is mounted is there, and every ConfigMap', () => {
    const configMaps = names(ofKind(objects, 'ConfigMap'))
    for (const { metadata, spec } of deployments) {
      const pod = spec?.template.spec
      const volumes = pod?.volumes ?? []
      const mounted = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].flatMap(
        ({ volumeMounts }) => (volumeMounts ?? []).map(({ name }) => name),
      )
      expect(volumes.map(({ name }) => name).sort(), metadata.name).toEqual(mounted.sort())
      for (const { configMap } of volumes) {
        if (configMap) expect(configMaps, metadata.name).toContain(configMap.name)
      }
    }
  })

  test('every Secret may be missing, and the README says how to make it', () => {
    const secrets = deployments.flatMap(({ spec }) =>
      (spec?.template.spec?.containers ?? []).flatMap(({ env }) =>
        (env ?? []).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
      ),
    )
    expect(secrets).toHaveLength(1)
    for (const { name, key, optional } of secrets) {
      expect(optional).toBe(true)
      expect(readme).toContain(`secret generic ${name} --from-literal=${key}=`)
    }
  })
})
