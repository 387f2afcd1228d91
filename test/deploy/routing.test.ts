import { describe, expect, test } from 'vitest'
import { type KubernetesObject, names, ofKind } from './kit/kubernetes-object.ts'
import { deploy, overlays, rules, yamlFiles } from './kit/places.ts'
import { readObjects } from './kit/read-objects.ts'
import { isSkipped, render } from './kit/render.ts'
import { deploymentsWith, isServed } from './kit/service-targets.ts'

describe.skipIf(isSkipped)('what routes', () => {
  test.each(overlays)(
    'every HTTPRoute of the overlay %s leads from and to what is there',
    (name) => {
      const objects = render(`overlays/${name}`)
      expect(lostRoutes(objects, objects)).toEqual([])
    },
  )

  test('so do those in routes/, wherever the base is', () => {
    const samples = yamlFiles(`${deploy}kubernetes/routes`).flatMap(readObjects)
    expect(samples.length).toBeGreaterThan(4)
    expect(lostRoutes(samples, render('base'))).toEqual([])
  })

  test('every subset of a DestinationRule of the overlay istio is a version that runs', () => {
    const objects = render('overlays/istio')
    for (const { spec } of ofKind(objects, 'DestinationRule')) {
      const host = spec?.host ?? ''
      expect(isServed(objects, host, 9080), host).toBe(true)
      for (const { name, labels } of spec?.subsets ?? []) {
        const running = deploymentsWith(objects, { app: host, ...labels })
        expect(names(running)).toEqual([`${host}-${name}`])
      }
    }
  })

  test("the overlay istio has the DestinationRules of the example mesh's rules", () => {
    const ours = ofKind(render('overlays/istio'), 'DestinationRule').map(({ spec }) => spec)
    const theirs = readObjects(`${rules}/destination-rule-all.yaml`)
    expect(ours).toEqual(
      expect.arrayContaining(ofKind(theirs, 'DestinationRule').map(({ spec }) => spec)),
    )
    expect(ours).toHaveLength(theirs.length)
  })

  test("the VirtualServices of the example mesh's rules name hosts and subsets of the overlay istio", () => {
    const objects = render('overlays/istio')
    const known = ofKind(objects, 'DestinationRule').flatMap(({ spec }) =>
      (spec?.subsets ?? []).map(({ name }) => `${spec?.host} ${name}`),
    )
    const named = ofKind(yamlFiles(rules).flatMap(readObjects), 'VirtualService').flatMap(
      ({ spec }) =>
        (spec?.http ?? []).flatMap(({ route }) =>
          (route ?? []).map(({ destination }) => `${destination.host} ${destination.subset}`),
        ),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(known).toEqual(expect.arrayContaining([...new Set(named)]))
  })

  test('the way in from outside is that of Istio', () => {
    for (const overlay of ['istio', 'istio-ambient']) {
      const objects = render(`overlays/${overlay}`)
      const [route] = ofKind(objects, 'HTTPRoute').filter(
        ({ metadata }) => metadata.name === 'bookinfo',
      )
      expect(names(ofKind(objects, 'Gateway'))).toContain('bookinfo-gateway')
      expect(
        route?.spec?.rules?.[0]?.matches?.map(({ path }) => `${path?.type} ${path?.value}`),
      ).toEqual([
        'Exact /productpage',
        'PathPrefix /static',
        'Exact /login',
        'Exact /logout',
        'PathPrefix /api/v1/products',
      ])
    }
  })
})

/** The parents and backends of routes that are not among the objects. */
function lostRoutes(
  routes: readonly KubernetesObject[],
  objects: readonly KubernetesObject[],
): string[] {
  const gateways = names(ofKind(objects, 'Gateway'))
  return ofKind(routes, 'HTTPRoute').flatMap(({ metadata, spec }) => {
    const parents = (spec?.parentRefs ?? []).map(({ kind = 'Gateway', name, port }) => ({
      name: `${kind} ${name}`,
      isThere: kind === 'Service' ? isServed(objects, name, port) : gateways.includes(name),
    }))
    const backends = (spec?.rules ?? []).flatMap(({ backendRefs }) =>
      (backendRefs ?? []).map(({ name, port }) => ({
        name: `backend ${name}`,
        isThere: isServed(objects, name, port),
      })),
    )
    const all = [...parents, ...backends]
    if (all.length < 2) return [`${metadata.name} leads nowhere`]
    return all.filter(({ isThere }) => !isThere).map(({ name }) => `${metadata.name}: ${name}`)
  })
}
