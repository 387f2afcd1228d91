import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createDetails } from '../src/details/app.ts'
import { createRatings } from '../src/ratings/listener.ts'
import { createReviews } from '../src/reviews/listener.ts'
import { reviewsVersions } from './kit/reviews-versions.ts'
import { startProductpage } from './kit/start-productpage.ts'
import { startServer } from './kit/start-server.ts'
import { NOWHERE } from './kit/start-upstream.ts'

const versions = reviewsVersions(NOWHERE)
const start: Record<string, () => Promise<string>> = {
  productpage: () => startProductpage(),
  details: () => startServer(createDetails()),
  'reviews v1': () => startServer(createReviews(versions['reviews v1'])),
  'reviews v2': () => startServer(createReviews(versions['reviews v2'])),
  'reviews v3': () => startServer(createReviews(versions['reviews v3'])),
  ratings: () => startServer(createRatings()),
}
const reviews = Object.keys(versions)
const GET = 'GET, HEAD'
const paths: [service: string, path: string, allow: string][] = [
  ['productpage', '/', GET],
  ['productpage', '/index.html', GET],
  ['productpage', '/health', GET],
  ['productpage', '/productpage', GET],
  ['productpage', '/metrics', GET],
  ['productpage', '/logout', GET],
  ['productpage', '/api/v1/products', GET],
  ['productpage', '/api/v1/products/0', GET],
  ['productpage', '/api/v1/products/0/reviews', GET],
  ['productpage', '/api/v1/products/0/ratings', GET],
  ['productpage', '/login', 'POST'],
  ['details', '/health', GET],
  ['details', '/details/0', GET],
  ...reviews.flatMap((service): typeof paths => [
    [service, '/', GET],
    [service, '/health', GET],
    [service, '/reviews/0', GET],
  ]),
  ['ratings', '/health', GET],
  ['ratings', '/ratings/0', 'GET, HEAD, POST'],
]

test.each(paths)('%s refuses other methods of %s, and names %s', async (service, path, allow) => {
  const address = await start[service]?.()
  const answers = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']
    .filter((method) => !allow.split(', ').includes(method))
    .map((method) => ask(method, address + path))
  for (const answer of await Promise.all(answers)) {
    expect(answer).toMatchObject({ status: 405, allow })
  }
})

test.each([
  ['productpage', '/nothing'],
  ['productpage', '/static/tailwind.css'],
  ['details', '/'],
  ['details', '/detailsx'],
  ...reviews.flatMap((service) => [
    [service, '/reviews'],
    [service, '/reviews/0/'],
    [service, '/reviews/0/more'],
    [service, '/HEALTH'],
    [service, '//health'],
  ]),
  ['ratings', '/'],
  ['ratings', '//health'],
])('%s knows no %s, by any method', async (service, path) => {
  const address = await start[service]?.()
  const answers = ['GET', 'POST', 'DELETE'].map((method) => ask(method, address + path))
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(404)
})

test.each([
  ['details', '/details/0'],
  ...reviews.map((service) => [service, '/reviews/0']),
  ['ratings', '/ratings/0'],
  ['productpage', '/health'],
])('%s answers HEAD %s without a body', async (service, path) => {
  expect(await ask('HEAD', (await start[service]?.()) + path)).toMatchObject({
    status: 200,
    body: '',
  })
})

test.each([
  ['application/json', '{"'],
  ['application/xml', '<a/>'],
  ['no/type; at all', 'x'],
])('reviews does not read a body of %s that it has no use for', async (type, body) => {
  for (const service of reviews) {
    const address = `${await start[service]?.()}/reviews/0`
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect([service, response.status, await response.text()]).toEqual([service, 405, ''])
  }
})

test.each(reviews)('%s has no use for a cookie, however odd', async (service) => {
  const response = await fetch(`${await start[service]?.()}/health`, {
    headers: { cookie: 'a b;;="x' },
  })
  expect(response.status).toBe(200)
})

interface Answer {
  status: number | undefined
  allow: string | undefined
  body: string
}

/** Unlike `fetch`, lets TRACE through. */
function ask(method: string, address: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { method }, async (response) => {
      const { statusCode: status, headers } = response
      resolve({ status, allow: headers.allow, body: await text(response) })
    })
    sent.on('error', reject).end()
  })
}
