import { describe, expect, test } from 'vitest'
import { names, ofKind } from './kit/kubernetes-object.ts'
import { isSkipped, render } from './kit/render.ts'

const services = ['details', 'productpage', 'ratings', 'reviews']
const workloads = [
  ['details', 'v1'],
  ['productpage', 'v1'],
  ['ratings', 'v1'],
  ['reviews', 'v1'],
  ['reviews', 'v2'],
  ['reviews', 'v3'],
] as const

/** Istio's task files and texts name these objects, and select by these labels. */
describe.skipIf(isSkipped)("the base is Istio's Bookinfo", () => {
  const base = render('base')

  test('it has the Services, ServiceAccounts and Deployments of Istio, and nothing else', () => {
    const ofEachVersion = workloads.map(([app, version]) => `${app}-${version}`)
    expect(names(ofKind(base, 'Service')).sort()).toEqual([...services, ...ofEachVersion].sort())
    expect(names(ofKind(base, 'ServiceAccount')).sort()).toEqual(
      services.map((name) => `bookinfo-${name}`),
    )
    expect(names(ofKind(base, 'Deployment')).sort()).toEqual(ofEachVersion)
    expect(new Set(base.map(({ kind }) => kind))).toEqual(
      new Set(['Service', 'ServiceAccount', 'Deployment']),
    )
  })

  test.each(services)('the Service %s is at port 9080, named http, for all versions', (name) => {
    const [service] = ofKind(base, 'Service').filter(({ metadata }) => metadata.name === name)
    expect(service).toMatchObject({
      metadata: { labels: { app: name, service: name } },
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 9080 }] },
    })
    expect(service?.spec?.selector).toEqual({ app: name })
  })

  test.each(workloads)('the Service %s-%s is for that version', (app, version) => {
    const [service] = ofKind(base, 'Service').filter(
      ({ metadata }) => metadata.name === `${app}-${version}`,
    )
    expect(service?.spec).toEqual({
      selector: { app, version },
      ports: [{ name: 'http', port: 9080 }],
    })
  })

  test.each(services)('the ServiceAccount of %s has its label', (name) => {
    const [account] = ofKind(base, 'ServiceAccount').filter(
      ({ metadata }) => metadata.name === `bookinfo-${name}`,
    )
    expect(account?.metadata.labels).toEqual({ account: name })
  })

  test.each(workloads)('the Deployment %s-%s has its labels, account and port', (app, version) => {
    const labels = { app, version }
    const [deployment] = ofKind(base, 'Deployment').filter(
      ({ metadata }) => metadata.name === `${app}-${version}`,
    )
    expect(deployment).toMatchObject({
      metadata: { labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: `bookinfo-${app}`,
            containers: [{ name: app, ports: [{ containerPort: 9080 }] }],
          },
        },
      },
    })
  })

  test('reviews v1 shows no stars, v2 black ones, v3 red ones', () => {
    const environments = ofKind(base, 'Deployment')
      .filter(({ metadata }) => metadata.labels?.app === 'reviews')
      .map(({ spec }) => spec?.template.spec?.containers[0]?.env)
    expect(environments).toEqual([
      [{ name: 'ENABLE_RATINGS', value: 'false' }],
      [
        { name: 'ENABLE_RATINGS', value: 'true' },
        { name: 'STAR_COLOR', value: 'black' },
      ],
      [
        { name: 'ENABLE_RATINGS', value: 'true' },
        { name: 'STAR_COLOR', value: 'red' },
      ],
    ])
  })

  test('Prometheus finds the metrics of productpage', () => {
    const [productpage] = ofKind(base, 'Deployment').filter(
      ({ metadata }) => metadata.name === 'productpage-v1',
    )
    expect(productpage?.spec?.template.metadata?.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9080',
      'prometheus.io/path': '/metrics',
    })
  })
})
