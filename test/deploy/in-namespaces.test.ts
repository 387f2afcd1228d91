import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWith, envoy, jaeger } from '../kit/real-programs.ts'
import { links, withoutRatings, withRatings } from '../kit/spans.ts'
import type { Cluster } from './kit/cluster.ts'
import { composeCluster } from './kit/compose-cluster.ts'
import { bookinfo } from './kit/image.ts'
import { tracesWith } from './kit/jaeger-traces.ts'
import { namespaces } from './kit/network-sandbox.ts'
import { overlayCluster } from './kit/overlay-cluster.ts'
import { isSkipped } from './kit/render.ts'
import { type RunningCluster, runCluster } from './kit/running-cluster.ts'

const programs = [namespaces, envoy, jaeger, bookinfo]
const kustomize = isSkipped ? { path: '', missing: 'There is no kustomize.' } : { path: '' }

/** Sidecars with two threads each go round the versions in turn, so that six pages see all of them. */
const pages = 6

const deployments = [
  {
    name: 'the compose file, each workload in a network namespace',
    needs: programs,
    make: () => composeCluster({}),
    isOn: true,
    isClosed: true,
  },
  {
    name: 'the compose file with WAYBILL=off, each workload in a network namespace',
    needs: programs,
    make: () => composeCluster({ WAYBILL: 'off' }),
    isOn: false,
    isClosed: true,
  },
  {
    name: 'the overlay envoy, each pod in a network namespace',
    needs: [...programs, kustomize],
    make: overlayCluster,
    isOn: true,
    isClosed: false,
  },
]

for (const { name, needs, make, isOn, isClosed } of deployments) {
  describeWith(needs, name, () => {
    let cluster: Cluster
    let running: RunningCluster
    let versions: string[]

    beforeAll(async () => {
      cluster = make()
      running = await runCluster(cluster)
      // Sidecars throw spans away that nobody takes.
      const collector = `http://${cluster.names.jaeger}:9411`
      await vi.waitFor(() => running.fetch(collector), { timeout: 15_000, interval: 100 })
      versions = []
      for (let page = 0; page < pages; page++) versions.push(await reviewsOfPage())
    })
    afterAll(() => running?.close())

    test('shows the product page, with reviews of every version', () => {
      expect([...new Set(versions)].sort()).toEqual([
        'reviews-v1 without stars',
        'reviews-v2 with black stars',
        'reviews-v3 with red stars',
      ])
    })

    test(
      isOn ? 'makes one trace of each page, with every parent right' : 'makes a trace of each call',
      async () => {
        const expected = versions.flatMap(isOn ? wholeTrace : pieces)
        const traces = await tracesWith(expected.flat().length, running, cluster.jaeger)
        expect(traces.map(links).sort()).toEqual(expected.sort())
      },
    )

    test('has sidecars that say they are ready', async () => {
      const answers = services().map(async ({ address }) => {
        const { status } = await running.fetch(`http://${address}:15021/healthz/ready`)
        return status
      })
      expect(await Promise.all(answers)).toEqual([200, 200, 200, 200, 200, 200])
    })

    test(
      isClosed ? 'lets nobody reach a service past its sidecar' : 'lets probes reach the services',
      async () => {
        const asked = services().map(({ address }) =>
          running.fetch(`http://${address}:9080/health`).then(
            ({ status }) => status,
            () => 'refused',
          ),
        )
        expect(new Set(await Promise.all(asked))).toEqual(new Set([isClosed ? 'refused' : 200]))
      },
    )

    function services(): Cluster['pods'] {
      return cluster.pods.filter(({ name }) => name !== 'jaeger')
    }

    async function reviewsOfPage(): Promise<string> {
      const response = await running.fetch(`http://${cluster.productpage}/productpage`)
      const page = await response.text()
      const [, pod] = /served by: <b>([\w-]+)</.exec(page) ?? []
      if (pod === undefined) throw new Error(`${response.status} without reviews:\n${page}`)
      const [, color] = /class="stars text-(\w+)-500"/.exec(page) ?? []
      return `${pod} ${color === undefined ? 'without stars' : `with ${color} stars`}`
    }
  })
}

function wholeTrace(reviews: string): (readonly string[])[] {
  return [reviews.endsWith('without stars') ? withoutRatings : withRatings]
}

function pieces(reviews: string): (readonly string[])[] {
  const call = (caller: string, called: string) => [
    `CLIENT ${caller} <- nothing`,
    `SERVER ${called} <- CLIENT ${caller}`,
  ]
  return [
    ['SERVER productpage <- nothing'],
    call('productpage', 'details'),
    call('productpage', 'reviews'),
    ...(reviews.endsWith('without stars') ? [] : [call('reviews', 'ratings')]),
  ]
}
