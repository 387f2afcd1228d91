import { expect, test } from 'vitest'
import { startProductpage } from './kit/start-productpage.ts'
import { type Reply, startUpstream } from './kit/start-upstream.ts'

type Service = 'details' | 'reviews' | 'ratings'

const paths: Record<Service, string> = {
  details: '/api/v1/products/0',
  reviews: '/api/v1/products/0/reviews',
  ratings: '/api/v1/products/0/ratings',
}
const attempts: Record<Service, number> = { details: 1, reviews: 2, ratings: 1 }

const failures: [failure: string, reply: Reply, status: number][] = [
  ['status 404', { status: 404, body: { error: 'secret' } }, 404],
  ['status 503', { status: 503 }, 503],
  ['status 555', { status: 555, text: 'fault filter abort' }, 555],
  ['no JSON', { text: '<html>' }, 500],
  ['silence', undefined, 500],
]

test.each(
  failures.flatMap((failure) =>
    (['details', 'reviews', 'ratings'] as const).map((service) => [service, ...failure] as const),
  ),
)(
  'turns %s that answers with %s into a kind sentence',
  async (service, _failure, reply, status) => {
    const upstream = await startUpstream(reply)
    const page = await startProductpage({ [service]: upstream.address, timeout: 500 })
    const response = await fetch(page + paths[service])
    expect({
      status: response.status,
      body: await response.json(),
      asked: upstream.received.length,
    }).toEqual({
      status,
      body: { error: `Sorry, product ${service} are currently unavailable for this book.` },
      asked: attempts[service],
    })
  },
)

test('asks reviews a second time, and shows what it answers then', async () => {
  const reviews = await startUpstream((turn) =>
    turn === 1 ? { status: 500 } : { body: { id: '0' } },
  )
  const page = await startProductpage({ reviews: reviews.address })
  const response = await fetch(page + paths.reviews)
  expect([response.status, await response.json()]).toEqual([200, { id: '0' }])
})

test('asks details, then reviews, and nobody else for a page', async () => {
  const order: string[] = []
  const note = (name: string) => () => {
    order.push(name)
    return { body: {} }
  }
  const [details, reviews, ratings] = await Promise.all([
    startUpstream(note('details')),
    startUpstream(note('reviews')),
    startUpstream(note('ratings')),
  ])
  const page = await startProductpage({
    details: details.address,
    reviews: reviews.address,
    ratings: ratings.address,
  })
  await fetch(`${page}/productpage`)
  expect(order).toEqual(['details', 'reviews'])
})

test('asks reviews as many more times as the flood factor says', async () => {
  const reviews = await startUpstream({ body: {} })
  const page = await startProductpage({ reviews: reviews.address, floodFactor: 7 })
  await fetch(`${page}/productpage`)
  expect(reviews.received).toHaveLength(8)
})

test('keeps its connections, also after failures', async () => {
  const details = await startUpstream((turn) =>
    turn % 2 ? { status: 500, text: 'x'.repeat(9_000) } : {},
  )
  const page = await startProductpage({ details: details.address })
  for (let call = 0; call < 4; call++) await (await fetch(page + paths.details)).text()
  expect(new Set(details.received.map(({ port }) => port)).size).toBe(1)
})

test('counts each answer by service and status, two attempts as one', async () => {
  const details = await startUpstream({ body: {} })
  const reviews = await startUpstream({ status: 503 })
  const page = await startProductpage({ details: details.address, reviews: reviews.address })
  for (const path of ['/productpage', '/productpage', paths.ratings]) await fetch(page + path)
  const metrics = await (await fetch(`${page}/metrics`)).text()
  expect(metrics.match(/^request_result_total.*$/gm)).toEqual([
    'request_result_total{destination_app="details",response_code="200"} 2',
    'request_result_total{destination_app="reviews",response_code="503"} 2',
    'request_result_total{destination_app="ratings",response_code="500"} 1',
  ])
})

test('tells Prometheus about the process, too', async () => {
  const response = await fetch(`${await startProductpage()}/metrics`)
  expect([response.headers.get('content-type'), await response.text()]).toEqual([
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
    expect.stringContaining('# TYPE process_cpu_seconds_total counter'),
  ])
})
