import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { names, ofKind } from './kit/kubernetes-object.ts'
import { deploy, overlays } from './kit/places.ts'
import { isSkipped, render } from './kit/render.ts'
import { isServed } from './kit/service-targets.ts'

const istio = overlays.filter((overlay) => overlay.startsWith('istio'))

describe.skipIf(isSkipped)('traces', () => {
  test.each(istio)(
    'the overlay %s traces every request, by a provider that Istio is told of',
    (overlay) => {
      const objects = render(`overlays/${overlay}`)
      const [telemetry] = ofKind(objects, 'Telemetry')
      const [tracing] = telemetry?.spec?.tracing ?? []
      expect(tracing?.randomSamplingPercentage).toBe(100)
      const { spec } = read<IstioOperator>(`${overlay}/istioctl.yaml`)
      const named = tracing?.providers?.map(({ name }) => name)
      expect(spec.meshConfig.extensionProviders.map(({ name }) => name)).toEqual(named)
      for (const { zipkin } of spec.meshConfig.extensionProviders) {
        expect(isServed(objects, zipkin.service, zipkin.port)).toBe(true)
      }
    },
  )

  test('in the overlay istio-ambient, the waypoint and the gateway do', () => {
    const objects = render('overlays/istio-ambient')
    const [telemetry] = ofKind(objects, 'Telemetry')
    const targets = telemetry?.spec?.targetRefs?.map(({ name }) => name)
    expect(targets?.sort()).toEqual(names(ofKind(objects, 'Gateway')).sort())
  })

  test('the namespace of the overlay istio-ambient uses the waypoint that it has', () => {
    const objects = render('overlays/istio-ambient')
    const [namespace] = ofKind(objects, 'Namespace')
    const waypoint = namespace?.metadata.labels?.['istio.io/use-waypoint']
    const classes = ofKind(objects, 'Gateway')
      .filter(({ metadata }) => metadata.name === waypoint)
      .map(({ spec }) => spec?.gatewayClassName)
    expect(classes).toEqual(['istio-waypoint'])
  })

  test("Linkerd's proxies send spans to the collector of the overlay, under its account", () => {
    const objects = render('overlays/linkerd')
    const { collector } = read<LinkerdValues>('linkerd/linkerd-values.yaml').proxy.tracing
    const [host = '', port] = collector.endpoint.split(':')
    expect(isServed(objects, host, Number(port))).toBe(true)
    const { serviceAccountName, namespace } = collector.meshIdentity
    expect(namespace).toBe('bookinfo')
    const [jaeger] = ofKind(objects, 'Deployment').filter(
      ({ metadata }) => metadata.name === 'jaeger',
    )
    expect(jaeger?.spec?.template.spec?.serviceAccountName).toBe(serviceAccountName)
  })
})

interface IstioOperator {
  spec: {
    meshConfig: {
      extensionProviders: { name: string; zipkin: { service: string; port: number } }[]
    }
  }
}

interface LinkerdValues {
  proxy: {
    tracing: {
      collector: {
        endpoint: string
        meshIdentity: { serviceAccountName: string; namespace: string }
      }
    }
  }
}

function read<T>(file: string): T {
  return parse(readFileSync(`${deploy}kubernetes/overlays/${file}`, 'utf8'))
}
