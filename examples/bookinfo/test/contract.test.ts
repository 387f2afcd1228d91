import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { createDetails } from '../src/details/app.ts'
import { createProductpage } from '../src/productpage/app.ts'
import { createRatings } from '../src/ratings/listener.ts'
import { createReviews } from '../src/reviews/listener.ts'
import { reviewsVersions } from './kit/reviews-versions.ts'
import { startServer } from './kit/start-server.ts'
import { NOWHERE, startUpstream } from './kit/start-upstream.ts'

const down = { details: NOWHERE, reviews: NOWHERE, ratings: NOWHERE }
const versions = reviewsVersions(NOWHERE)
const services: Record<string, () => RequestListener | Promise<RequestListener>> = {
  productpage: () => createProductpage(down),
  details: () => createDetails(),
  'reviews v1': () => createReviews(versions['reviews v1']),
  'reviews v2': () => createReviews(versions['reviews v2']),
  'reviews v3': () => createReviews(versions['reviews v3']),
  'reviews of a pod': () => createReviews({ podname: 'reviews-1', clustername: 'east' }),
  ratings: () => createRatings(),
}

const book = {
  id: 0,
  author: 'William Shakespeare',
  year: 1595,
  type: 'paperback',
  pages: 200,
  publisher: 'PublisherA',
  language: 'English',
  'ISBN-10': '1234567890',
  'ISBN-13': '123-1234567890',
}
const reviews = [
  {
    reviewer: 'Reviewer1',
    text: 'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!',
  },
  {
    reviewer: 'Reviewer2',
    text: 'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  },
]
const served = { id: '0', podname: 'null', clustername: 'null', reviews }
const rating = { error: 'Ratings service is currently unavailable' }
const rated = { ...served, reviews: reviews.map((review) => ({ ...review, rating })) }
const servedBy = { 'reviews v1': served, 'reviews v2': rated, 'reviews v3': rated }
const INDEX = '<!doctype html><title>Reviews</title><p><a href="/reviews/0">/reviews/0</a></p>'
const numericProductId = { error: 'please provide numeric product id' }
const numericProductID = { error: 'please provide numeric product ID' }
const sorry = (what: string) => ({
  error: `Sorry, product ${what} are currently unavailable for this book.`,
})

test.each<[service: string, path: string, status: number, body: unknown]>([
  ['details', '/health', 200, { status: 'Details is healthy' }],
  ['details', '/details/0', 200, book],
  ['details', '/details/0?u=1', 200, book],
  ['details', '/details/anything/7', 200, { ...book, id: 7 }],
  ['details', '/details/-1', 200, { ...book, id: -1 }],
  ['details', '/details', 400, numericProductId],
  ['details', '/details/', 400, numericProductId],
  ['details', '/details/abc', 400, numericProductId],
  ['details', '/details/0x', 400, numericProductId],
  ['details', '/details/1e3', 400, numericProductId],
  ['details', '/details/0%3Fx', 400, numericProductId],
  ['details', '/details/99999999999999999999', 400, numericProductId],
  ...Object.entries(servedBy).flatMap(([service, body]): [string, string, number, unknown][] => [
    [service, '/', 200, INDEX],
    [service, '/health', 200, { status: 'Reviews is healthy' }],
    [service, '/reviews/0', 200, body],
    [service, '/reviews/0?u=1', 200, body],
    [service, '/reviews/42', 200, { ...body, id: '42' }],
    [service, '/reviews/007', 200, { ...body, id: '7' }],
    [service, '/reviews/0x', 404, ''],
    [service, '/reviews/', 404, ''],
    [service, '/reviews/0%3Fx', 404, ''],
    [service, '/reviews/%zz', 404, ''],
    [service, '/%zz', 404, ''],
    [service, `/reviews/${'1'.repeat(101)}`, 404, ''],
  ]),
  ['reviews of a pod', '/reviews/0', 200, { ...served, podname: 'reviews-1', clustername: 'east' }],
  ['ratings', '/health', 200, { status: 'Ratings is healthy' }],
  ['ratings', '/ratings/0', 200, { id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } }],
  ['ratings', '/ratings/12', 200, { id: 12, ratings: { Reviewer1: 5, Reviewer2: 4 } }],
  ['ratings', '/ratings/', 400, numericProductID],
  ['ratings', '/ratings/abc', 400, numericProductID],
  ['ratings', '/ratings/0x', 400, numericProductID],
  ['ratings', '/ratings/0%3Fx', 400, numericProductID],
  ['ratings', '/ratings/%zz', 400, numericProductID],
  ['productpage', '/health', 200, 'Product page is healthy'],
  ['productpage', '/api/v1/products/0', 500, sorry('details')],
  ['productpage', '/api/v1/products/0/reviews', 500, sorry('reviews')],
  ['productpage', '/api/v1/products/0/ratings', 500, sorry('ratings')],
])('%s answers GET %s with %i', async (service, path, status, body) => {
  const response = await fetch((await startServer(listener(service))) + path)
  const text = await response.text()
  expect([response.status, typeof body === 'string' ? text : JSON.parse(text)]).toEqual([
    status,
    body,
  ])
})

test.each<[service: string, path: string, body: object]>([
  ['details', '/details/0', book],
  ...Object.entries(servedBy).map(([service, body]): [string, string, object] => [
    service,
    '/reviews/0',
    body,
  ]),
])('%s sends the keys of %s in the order of the contract', async (service, path, body) => {
  const response = await fetch((await startServer(listener(service))) + path)
  expect(await response.text()).toBe(JSON.stringify(body))
})

test.each(Object.keys(services))('%s keeps the connection of a caller', async (service) => {
  const response = await fetch(`${await startServer(listener(service))}/health`)
  await response.text()
  expect(response.headers.get('connection')).toBe('keep-alive')
})

test('sends JSON as application/json', async () => {
  const names = ['details', 'reviews v1', 'reviews v2', 'reviews v3', 'ratings']
  const types = names.map(async (service) => {
    const address = await startServer(listener(service))
    const path = `/${service.split(' ', 1)}/0`
    return (await fetch(address + path)).headers.get('content-type')
  })
  types.push(
    (async () =>
      (await fetch(`${await startServer(createProductpage(down))}/api/v1/products`)).headers.get(
        'content-type',
      ))(),
  )
  for (const type of await Promise.all(types)) expect(type).toMatch(/^application\/json\b/)
})

test('lists the one product', async () => {
  const response = await fetch(`${await startServer(createProductpage(down))}/api/v1/products`)
  expect(await response.json()).toEqual([
    {
      id: 0,
      title: 'The Comedy of Errors',
      descriptionHtml: expect.stringMatching(/^<a href="[^"]+">Wikipedia Summary<\/a>: /),
    },
  ])
})

test.each([
  ['details', '/api/v1/products/7', '/details/7'],
  ['reviews', '/api/v1/products/7/reviews', '/reviews/7'],
  ['ratings', '/api/v1/products/7/ratings', '/ratings/7'],
  ['details', '/api/v1/products/a%2Fb%3Fc', '/details/a%2Fb%3Fc'],
])('productpage passes on what %s answers to %s', async (service, path, asked) => {
  const body = { any: ['thing'] }
  const upstream = await startUpstream({ body })
  const page = await startServer(createProductpage({ ...down, [service]: upstream.address }))
  const response = await fetch(page + path)
  expect([response.status, await response.json(), upstream.received[0]?.path]).toEqual([
    200,
    body,
    asked,
  ])
})

function listener(service: string): RequestListener | Promise<RequestListener> {
  const create = services[service]
  if (create === undefined) throw new Error(`no service ${service}`)
  return create()
}
