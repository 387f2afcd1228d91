import { expect, test } from 'vitest'
import { signIn } from './kit/sign-in.ts'
import { found, type Service, startProcess, switchIn } from './kit/start-process.ts'
import { startUpstream } from './kit/start-upstream.ts'

const ids = {
  'x-request-id': '34eeb41d-d267-9e49-8b84-dde403fc5b72',
  'x-b3-traceid': '40c7fdf104e3de67',
  'x-b3-spanid': '40c7fdf104e3de67',
  'x-b3-parentspanid': '5e3de6740c7fdf10',
  'x-b3-sampled': '1',
  'x-b3-flags': '0',
  'x-ot-span-context': '40c7fdf104e3de67;5e3de6740c7fdf10;0',
}

test.each([
  ['productpage', 'Product page is healthy'],
  ['details', '{"status":"Details is healthy"}'],
  ['reviews', '{"status":"Reviews is healthy"}'],
  ['ratings', '{"status":"Ratings is healthy"}'],
])('%s says at which port it listens, and is healthy', async (name, health) => {
  const service = await startProcess(name)
  expect(await (await fetch(`${service.address}/health`)).text()).toBe(health)
})

test.each([
  ['black', {}],
  ['red', { STAR_COLOR: 'red', HOSTNAME: 'reviews-v3-pod' }],
])('four processes make a page with %s stars', async (color, env) => {
  const ratings = await startProcess('ratings')
  const { page } = await startShop(ratings.address, env)
  const html = await (await fetch(`${page.address}/productpage`)).text()
  expect(html).toContain('<dd>PublisherA</dd>')
  expect(html.match(/aria-label="\d of 5 stars"/g)).toEqual([
    'aria-label="5 of 5 stars"',
    'aria-label="4 of 5 stars"',
  ])
  expect(html).toContain(`text-${color}-500"`)
})

test('what came into productpage reaches ratings, two processes on, unless Waybill is off', async () => {
  const ratings = await startUpstream({ body: { ratings: { Reviewer1: 5, Reviewer2: 4 } } })
  const { page, reviews } = await startShop(ratings.address)
  const cookie = await signIn(page.address, 'jason')
  const load = async () => {
    await fetch(`${page.address}/productpage`, { headers: { ...ids, cookie } })
    return ratings.received.at(-1)?.headers
  }
  const all = { ...ids, 'end-user': 'jason' }
  const none = expect.not.objectContaining({ 'x-request-id': expect.anything() })

  expect(await load()).toMatchObject(all)
  expect(await switchIn(page, false)).toEqual({ type: 'waybill', enabled: false })
  expect(await load()).toEqual(none)
  expect(await switchIn(page, true)).toEqual({ type: 'waybill', enabled: true })
  await switchIn(reviews, false)
  expect(await load()).toEqual(none)
  await switchIn(reviews, true)
  expect(await load()).toMatchObject(all)
})

test('WAYBILL=off starts a service switched off', async () => {
  const ratings = await startUpstream({ body: {} })
  const env = { ENABLE_RATINGS: 'true', WAYBILL: 'off', ...found('ratings', ratings.address) }
  const reviews = await startProcess('reviews', env)
  const load = () => fetch(`${reviews.address}/reviews/0`, { headers: ids })
  await load()
  await switchIn(reviews, true)
  await load()
  expect(ratings.received.map(({ headers }) => headers['x-request-id'])).toEqual([
    undefined,
    ids['x-request-id'],
  ])
})

test('with ratings slow, productpage gives up on v2 after 6 s, and v3 shows no stars', async () => {
  const ratings = await startUpstream(undefined)
  const [v2, v3] = await Promise.all([
    startShop(ratings.address).then(({ page }) => timed(page)),
    startShop(ratings.address, { STAR_COLOR: 'red' }).then(({ page }) => timed(page)),
  ])
  expect(v2.html).toContain('Error fetching product reviews')
  expect(v2.seconds).toBeGreaterThan(5.9)
  expect(v2.seconds).toBeLessThan(8)
  expect(v3.html).toContain('Ratings service is currently unavailable')
  expect(v3.seconds).toBeGreaterThan(2.4)
  expect(v3.seconds).toBeLessThan(4)
  // v2 was asked twice, v3 once.
  expect(ratings.received).toHaveLength(3)
})

async function startShop(ratings: string, env: NodeJS.ProcessEnv = {}) {
  const [details, reviews] = await Promise.all([
    startProcess('details'),
    startProcess('reviews', { ENABLE_RATINGS: 'true', ...found('ratings', ratings), ...env }),
  ])
  const page = await startProcess('productpage', {
    ...found('details', details.address),
    ...found('reviews', reviews.address),
    ...found('ratings', ratings),
  })
  return { page, reviews }
}

async function timed(page: Service): Promise<{ html: string; seconds: number }> {
  const started = performance.now()
  const html = await (await fetch(`${page.address}/productpage`)).text()
  return { html, seconds: (performance.now() - started) / 1_000 }
}
