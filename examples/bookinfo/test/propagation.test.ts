import dns from 'node:dns'
import { capture, forward, run } from '@waybill/core'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createDetails } from '../src/details/app.ts'
import { innerPolicy } from '../src/policy.ts'
import { createReviews } from '../src/reviews/listener.ts'
import { switchWaybill } from '../src/waybill-switch.ts'
import { colors, reviewsVersions } from './kit/reviews-versions.ts'
import { signIn } from './kit/sign-in.ts'
import { startProductpage } from './kit/start-productpage.ts'
import { startServer } from './kit/start-server.ts'
import { NOWHERE, startUpstream } from './kit/start-upstream.ts'

const traced = {
  'x-request-id': '34eeb41d-d267-9e49-8b84-dde403fc5b72',
  'x-b3-traceid': '40c7fdf104e3de67',
  'x-b3-spanid': '40c7fdf104e3de67',
  'x-b3-parentspanid': '5e3de6740c7fdf10',
  'x-b3-sampled': '1',
  'x-b3-flags': '1',
  'x-ot-span-context': '40c7fdf104e3de67;5e3de6740c7fdf10;0000000000000000',
}
const secrets = { authorization: 'Bearer secret', jwt: 'secret', 'x-other': 'thing' }

afterEach(() => switchWaybill(true))

// Istio's own unit test of its productpage, in other words.
test.each([
  ['reviews', '/api/v1/products/0/reviews'],
  ['ratings', '/api/v1/products/0/ratings'],
])('productpage sends the headers of a trace on to %s', async (service, path) => {
  const headers = {
    'x-request-id': '34eeb41d-d267-9e49-8b84-dde403fc5b73',
    'x-b3-traceid': '40c7fdf104e3de67',
    'x-b3-spanid': '40c7fdf104e3de67',
    'x-b3-sampled': '1',
    sw8: '1-NDBjN2ZkZjEwNGUzZGU2Nw==-NDBjN2ZkZjEwNGUzZGU2Nw==-0-cHJvZHVjdHBhZ2U=-cA==-Lw==-Lw==',
  }
  const upstream = await startUpstream({ body: {} })
  const page = await startProductpage({ [service]: upstream.address })
  await fetch(page + path, { headers })
  expect(upstream.received[0]?.headers).toMatchObject(headers)
})

test.each(colors)(
  'with %s stars all seven headers and the end user reach every service, and no credential does',
  async (starColor) => {
    const { page, details, ratings, reviews } = await startShop(starColor)
    const cookie = await signIn(page, 'jason')
    await fetch(`${page}/productpage`, { headers: { ...traced, ...secrets, cookie } })
    for (const { received } of [details, reviews, ratings]) {
      expect(received).toHaveLength(1)
      expect(received[0]?.headers).toMatchObject({ ...traced, 'end-user': 'jason' })
      for (const name of ['cookie', ...Object.keys(secrets)]) {
        expect(received[0]?.headers).not.toHaveProperty(name)
      }
    }
  },
)

test('both attempts at reviews carry the headers', async () => {
  const reviews = await startUpstream({ status: 500 })
  const page = await startProductpage({ reviews: reviews.address })
  await fetch(`${page}/productpage`, { headers: traced })
  expect(reviews.received).toMatchObject([{ headers: traced }, { headers: traced }])
})

test.each([
  ['nobody', undefined],
  ['jason', 'jason'],
])('an end user that came from outside does not count where %s is signed in', async (_, user) => {
  const { page, ratings } = await startShop()
  const cookie = user === undefined ? '' : await signIn(page, user)
  await fetch(`${page}/productpage`, { headers: { 'end-user': 'mallory', cookie } })
  expect(ratings.received[0]?.headers['end-user']).toBe(user)
})

test('a name that no header can hold breaks nothing', async () => {
  const { page, ratings } = await startShop()
  const cookie = await signIn(page, 'a\r\nx-evil: 1 ☃')
  const response = await fetch(`${page}/productpage`, { headers: { cookie } })
  expect([response.status, ratings.received[0]?.headers]).toEqual([
    200,
    expect.not.objectContaining({ 'end-user': expect.anything(), 'x-evil': '1' }),
  ])
})

test.each(colors)('twenty pages with %s stars keep their headers apart', async (starColor) => {
  const { page, ratings } = await startShop(starColor)
  const ids = Array.from({ length: 20 }, (_, index) => `request-${index}`)
  await Promise.all(
    ids.map((id) => fetch(`${page}/productpage`, { headers: { 'x-request-id': id } })),
  )
  expect(ratings.received.map(({ headers }) => headers['x-request-id']).sort()).toEqual(ids.sort())
})

test.each(colors)(
  'with %s stars and Waybill off nothing is carried, and with it on again everything is',
  async (starColor) => {
    const { page, details, ratings } = await startShop(starColor)
    const cookie = await signIn(page, 'jason')
    const load = () => fetch(`${page}/productpage`, { headers: { ...traced, cookie } })
    switchWaybill(false)
    expect((await load()).status).toBe(200)
    switchWaybill(true)
    await load()
    for (const { received } of [details, ratings]) {
      for (const name of [...Object.keys(traced), 'end-user']) {
        expect(received[0]?.headers).not.toHaveProperty(name)
      }
      expect(received[1]?.headers).toMatchObject({ ...traced, 'end-user': 'jason' })
    }
  },
)

test.each(Object.entries(reviewsVersions(NOWHERE)))(
  '%s alone answers the same with Waybill on and off',
  async (_, options) => {
    const address = `${await startServer(createReviews(options))}/reviews/0`
    const whileOn = await (await fetch(address)).text()
    switchWaybill(false)
    expect(await (await fetch(address)).text()).toBe(whileOn)
  },
)

test.each([
  ['v2, black', 'black'],
  ['v3, red', 'red'],
])('reviews %s alone carries nothing on while it is off', async (_, starColor) => {
  const ratings = await startUpstream({ body: {} })
  const reviews = await startServer(createReviews({ ratings: ratings.address, starColor }))
  switchWaybill(false)
  await fetch(`${reviews}/reviews/0`, { headers: traced })
  for (const name of Object.keys(traced)) {
    expect(ratings.received[0]?.headers).not.toHaveProperty(name)
  }
})

test('details carries the headers to a book service in the mesh', async () => {
  const books = await startUpstream({ body: {} })
  const details = await startServer(createDetails({ externalBooks: books.address }))
  await fetch(`${details}/details/0`, { headers: { ...traced, 'end-user': 'jason' } })
  expect(books.received[0]?.headers).toMatchObject({ ...traced, 'end-user': 'jason' })
})

test('details carries nothing to a book service elsewhere', async () => {
  const books = await startUpstream({ body: {} })
  // Stands for DNS, which knows no such name.
  const { lookup } = dns
  const elsewhere = 'books.example.com'
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, ...given: [never]) =>
    lookup(name === elsewhere ? '127.0.0.1' : name, ...given)) as typeof lookup)
  onTestFinished(() => void vi.restoreAllMocks())
  const externalBooks = books.address.replace('127.0.0.1', elsewhere)
  const details = await startServer(createDetails({ externalBooks }))
  await fetch(`${details}/details/0`, { headers: { ...traced, 'end-user': 'jason' } })
  expect(books.received).toHaveLength(1)
  for (const name of [...Object.keys(traced), 'end-user']) {
    expect(books.received[0]?.headers).not.toHaveProperty(name)
  }
})

test('details carries nothing to Google', () => {
  const carried = run(capture(innerPolicy, { ...traced, 'end-user': 'jason' }), () =>
    forward('https://www.googleapis.com/books/v1/volumes?q=isbn:0486424618'),
  )
  expect(Object.keys(carried)).toEqual([])
})

/** A shop whose details and ratings note what they get, and whose reviews (v2, or v3 if red) are real behind one that notes. */
async function startShop(starColor?: string) {
  const details = await startUpstream({ body: {} })
  const ratings = await startUpstream({ body: { ratings: { Reviewer1: 5, Reviewer2: 4 } } })
  const received: { headers: NodeJS.Dict<string | string[]> }[] = []
  const listener = await createReviews({ ratings: ratings.address, starColor })
  const reviews = await startServer((req, res) => {
    received.push({ headers: req.headers })
    listener(req, res)
  })
  const page = await startProductpage({ details: details.address, reviews })
  return { page, details, ratings, reviews: { received } }
}
