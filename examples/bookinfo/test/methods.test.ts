import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createDetails } from '../src/details/app.ts'
import { createRatings } from '../src/ratings/listener.ts'
import { createReviews } from '../src/reviews/listener.ts'
import { startProductpage } from './kit/start-productpage.ts'
import { startServer } from './kit/start-server.ts'

const start: Record<string, () => Promise<string>> = {
  productpage: () => startProductpage(),
  details: () => startServer(createDetails()),
  reviews: () => startServer(createReviews()),
  ratings: () => startServer(createRatings()),
}
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
  ['reviews', '/', GET],
  ['reviews', '/health', GET],
  ['reviews', '/reviews/0', GET],
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
  ['reviews', '/reviews'],
  ['reviews', '/reviews/0/more'],
  ['ratings', '/'],
  ['ratings', '//health'],
])('%s knows no %s, by any method', async (service, path) => {
  const address = await start[service]?.()
  const answers = ['GET', 'POST', 'DELETE'].map((method) => ask(method, address + path))
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(404)
})

test.each([
  ['details', '/details/0'],
  ['reviews', '/reviews/0'],
  ['ratings', '/ratings/0'],
  ['productpage', '/health'],
])('%s answers HEAD %s without a body', async (service, path) => {
  expect(await ask('HEAD', (await start[service]?.()) + path)).toMatchObject({
    status: 200,
    body: '',
  })
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
