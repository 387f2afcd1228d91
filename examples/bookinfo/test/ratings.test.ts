import { expect, test } from 'vitest'
import { createRatings, type RatingsOptions } from '../src/ratings/listener.ts'
import { startServer } from './kit/start-server.ts'

const MINUTE = 60_000

test('keeps what was posted, for its product only', async () => {
  const ratings = await startServer(createRatings())
  const posted = await post(`${ratings}/ratings/3`, '{"Reviewer1":1,"Reviewer2":2}')
  expect([posted, await get(`${ratings}/ratings/3`), await get(`${ratings}/ratings/0`)]).toEqual([
    { status: 200, body: { id: 3, ratings: { Reviewer1: 1, Reviewer2: 2 } } },
    { status: 200, body: { id: 3, ratings: { Reviewer1: 1, Reviewer2: 2 } } },
    { status: 200, body: { id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } } },
  ])
})

test.each([
  ['no JSON', '/ratings/0', '{"Reviewer1":', 400, 'please provide valid ratings JSON'],
  ['nothing', '/ratings/0', '', 400, 'please provide valid ratings JSON'],
  ['a product that is no number', '/ratings/x', '{}', 400, 'please provide numeric product ID'],
  [
    'more than 64 KiB',
    '/ratings/0',
    `"${'x'.repeat(64 * 1024)}"`,
    413,
    'ratings JSON is too large',
  ],
])('refuses %s', async (_, path, body, status, error) => {
  const ratings = await startServer(createRatings())
  expect(await post(ratings + path, body)).toEqual({ status, body: { error } })
})

test('forgets the oldest of more than 1,000 products', async () => {
  const ratings = await startServer(createRatings())
  for (let id = 0; id <= 1_000; id++) await post(`${ratings}/ratings/${id}`, '{"Reviewer1":1}')
  const answers = await Promise.all([get(`${ratings}/ratings/0`), get(`${ratings}/ratings/1`)])
  expect(answers.map(({ body }) => body.ratings)).toEqual([
    { Reviewer1: 5, Reviewer2: 4 },
    { Reviewer1: 1 },
  ])
})

test('v-faulty fails half of the time', async () => {
  const chances = [0.2, 0.8, 0.5]
  const ratings = await start({ version: 'v-faulty', random: () => chances.shift() ?? 1 })
  const answers = [await get(ratings), await get(ratings), await get(ratings)]
  expect(answers.map(({ status }) => status)).toEqual([503, 200, 503])
  expect(answers[0]?.body).toEqual({ error: 'Service unavailable' })
})

test('v-delayed waits half of the time', async () => {
  const chances = [0.2, 0.8]
  const options = { version: 'v-delayed', random: () => chances.shift() ?? 1, delay: 150 }
  const ratings = await start(options)
  const started = performance.now()
  const order: string[] = []
  await Promise.all([
    get(ratings).then(() => order.push('first')),
    get(ratings).then(() => order.push('second')),
  ])
  expect(order).toEqual(['second', 'first'])
  expect(performance.now() - started).toBeGreaterThan(140)
})

test('v-unavailable fails every other minute, and stays healthy', async () => {
  let time = 5 * MINUTE
  const ratings = await start({ version: 'v-unavailable', now: () => time })
  const health = ratings.replace('/ratings/0', '/health')
  const seen: number[] = []
  for (const minutes of [0, 0.99, 1.01, 1.99, 2.01]) {
    time = (5 + minutes) * MINUTE
    seen.push((await get(ratings)).status, (await get(health)).status)
  }
  expect(seen).toEqual([200, 200, 200, 200, 503, 200, 503, 200, 200, 200])
})

test('v-unhealthy fails every other quarter of an hour, and says so', async () => {
  let time = 0
  const ratings = await start({ version: 'v-unhealthy', now: () => time })
  const health = ratings.replace('/ratings/0', '/health')
  expect([await get(ratings), await get(health)]).toMatchObject([{ status: 200 }, { status: 200 }])
  time = 16 * MINUTE
  expect([await get(ratings), await get(health)]).toEqual([
    { status: 503, body: { error: 'Service unavailable' } },
    { status: 500, body: { status: 'Ratings is not healthy' } },
  ])
  time = 31 * MINUTE
  expect([await get(ratings), await get(health)]).toMatchObject([{ status: 200 }, { status: 200 }])
})

async function start(options: RatingsOptions): Promise<string> {
  return `${await startServer(createRatings(options))}/ratings/0`
}

async function get(address: string) {
  const response = await fetch(address)
  return { status: response.status, body: (await response.json()) as { ratings?: unknown } }
}

async function post(address: string, body: string) {
  const response = await fetch(address, { method: 'POST', body })
  return { status: response.status, body: await response.json() }
}
