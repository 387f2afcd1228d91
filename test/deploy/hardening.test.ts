import type { IContainer } from 'kubernetes-models/v1'
import { describe, expect, test } from 'vitest'
import { ofKind } from './kit/kubernetes-object.ts'
import { overlays } from './kit/places.ts'
import { isSkipped, render } from './kit/render.ts'

const PINNED = /^[\w.-]+\/[\w./-]+:(?!.*latest)[\w.-]*\d+\.\d+\.\d+$/
const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

describe.skipIf(isSkipped).each(overlays)('in the overlay %s', (overlay) => {
  const pods = ofKind(render(`overlays/${overlay}`), 'Deployment').map((deployment) => ({
    name: deployment.metadata.name,
    spec: deployment.spec?.template.spec,
  }))
  const containers = pods.flatMap(({ name, spec }) =>
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
      (container): [string, IContainer] => [`${container.name} of ${name}`, container],
    ),
  )

  test('every image has one exact version', () => {
    const images = new Set(containers.map(([, { image }]) => image ?? ''))
    expect([...images].filter((image) => !PINNED.test(image))).toEqual([])
    expect(images.size).toBeGreaterThan(1)
  })

  test('every container asks for what it needs, and has limits', () => {
    for (const [name, { resources }] of containers) {
      expect(Object.keys(resources?.requests ?? {}).sort(), name).toEqual(['cpu', 'memory'])
      expect(Object.keys(resources?.limits ?? {}).sort(), name).toEqual(['cpu', 'memory'])
    }
  })

  test('every container says at a port of its own when it is ready, and when it is stuck', () => {
    for (const [name, { ports, readinessProbe, livenessProbe }] of containers) {
      const own = ports?.map(({ containerPort }) => containerPort)
      expect(own, name).toContain(readinessProbe?.httpGet?.port)
      expect(own, name).toContain(livenessProbe?.httpGet?.port)
    }
  })

  test('every container may write nothing, and gain no right', () => {
    for (const [name, { securityContext }] of containers) {
      expect(securityContext, name).toMatchObject(restricted)
    }
  })

  test('every pod runs as a user by number that is not root, under seccomp', () => {
    for (const { name, spec } of pods) {
      expect(spec?.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
        seccompProfile: { type: 'RuntimeDefault' },
      })
    }
  })

  test('no pod shares anything with its node', () => {
    for (const { name, spec } of pods) {
      expect(spec, name).not.toHaveProperty('hostNetwork')
      expect(spec, name).not.toHaveProperty('hostPID')
      expect(spec?.volumes?.filter(({ hostPath }) => hostPath) ?? [], name).toEqual([])
    }
  })

  test('no pod has a token of the API server, save where the injector wants one', () => {
    for (const { name, spec } of pods) {
      expect(spec?.automountServiceAccountToken, name).toBe(overlay === 'linkerd')
    }
  })
})
