import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sevenHeaders } from '../kit/headers.ts'
import { clearTraces, type RunningStack, type Span, startStack, tracesWith } from '../kit/stack.ts'

let stack: RunningStack

beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())
beforeEach(async () => {
  await stack.resetRules()
  await stack.turnWaybill(true)
  await settle()
  await clearTraces(stack.view)
})

/** Each hop as `kind service <- parent's kind service`, which says of every span that its parent is the right one. */
const WHOLE = [
  'SERVER productpage <- nothing',
  'CLIENT productpage <- SERVER productpage',
  'SERVER details <- CLIENT productpage',
  'CLIENT productpage <- SERVER productpage',
  'SERVER reviews <- CLIENT productpage',
]
const WITH_RATINGS = [
  ...WHOLE,
  'CLIENT reviews <- SERVER reviews',
  'SERVER ratings <- CLIENT reviews',
]

describe('one load of the product page', () => {
  test.each([
    ['v1, without ratings', 'virtual-service-all-v1', WHOLE],
    ['v3, with ratings', 'virtual-service-reviews-v3', WITH_RATINGS],
  ])('is one trace, each parent right: reviews %s', async (_version, rules, expected) => {
    await stack.applyRules(rules)
    await load()
    const traces = await tracesWith(expected.length, stack.view)
    expect(traces.length).toBe(1)
    expect(links(traces[0] as Span[])).toEqual([...expected].sort())
  })

  test('is one trace for reviews v2 too, routed there by the end-user header of the login', async () => {
    await stack.applyRules('virtual-service-all-v1', 'virtual-service-reviews-test-v2')
    const cookie = await login('jason')
    await tracesWith(1, stack.view)
    await clearTraces(stack.view)
    const page = await load({ cookie })
    expect(page).toContain('reviews-v2')
    const [trace, ...others] = await tracesWith(WITH_RATINGS.length, stack.view)
    expect(others).toEqual([])
    expect(links(trace as Span[])).toEqual([...WITH_RATINGS].sort())
  })

  test('falls into one trace a call with Waybill off, and is whole again once it is on', async () => {
    await stack.applyRules('virtual-service-reviews-v3')
    await stack.turnWaybill(false)
    await load()
    const pieces = await tracesWith(WITH_RATINGS.length, stack.view)
    expect(pieces.map((trace) => links(trace).join(', ')).sort()).toEqual([
      'CLIENT productpage <- nothing, SERVER details <- CLIENT productpage',
      'CLIENT productpage <- nothing, SERVER reviews <- CLIENT productpage',
      'CLIENT reviews <- nothing, SERVER ratings <- CLIENT reviews',
      'SERVER productpage <- nothing',
    ])
    await stack.turnWaybill(true)
    await clearTraces(stack.view)
    await load()
    expect(await tracesWith(WITH_RATINGS.length, stack.view)).toHaveLength(1)
  })
})

describe('headers sent into the product page', () => {
  test('all seven reach details, reviews and ratings', async () => {
    await stack.applyRules('virtual-service-reviews-v3')
    const sent = sevenHeaders()
    await load(sent)
    const spans = (await tracesWith(WITH_RATINGS.length, stack.view)).flat()
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sent['x-b3-traceid']]))
    for (const service of ['productpage', 'details', 'reviews', 'ratings']) {
      const server = spans.find(
        (span) => span.kind === 'SERVER' && span.localEndpoint.serviceName === service,
      ) as Span
      // A sidecar writes these two anew at each hop; they are the hop's own ids.
      const rewritten = { 'x-b3-spanid': server.id, 'x-b3-parentspanid': server.parentId }
      expect(headersAt(server), service).toMatchObject({ ...sent, ...rewritten })
    }
    for (const client of spans.filter(({ kind }) => kind === 'CLIENT')) {
      const parent = spans.find(({ id }) => id === client.parentId) as Span
      // What the application sent is, byte for byte, what its own sidecar had handed to it.
      expect(headersAt(client)).toMatchObject(headersAt(parent))
    }
  })

  test('a login takes end-user to ratings, two hops on; an end-user from outside does not get in', async () => {
    await stack.applyRules('virtual-service-reviews-v3')
    const cookie = await login('jason')
    await tracesWith(1, stack.view)
    await clearTraces(stack.view)
    await load({ cookie })
    expect(await endUserAtRatings()).toBe('jason')
    await clearTraces(stack.view)
    await load({ 'end-user': 'mallory' })
    expect(await endUserAtRatings()).toBeUndefined()
  })

  test('a delay of 7 s on ratings for jason shows him the documented failure, and nobody else', async () => {
    await stack.applyRules(
      'virtual-service-all-v1',
      'virtual-service-reviews-test-v2',
      'virtual-service-ratings-test-delay',
    )
    const cookie = await login('jason')
    const [jason, other] = await Promise.all([load({ cookie }), load()])
    expect(jason).toContain('Error fetching product reviews')
    expect(jason).toContain('Sorry, product reviews are currently unavailable for this book.')
    expect(other).not.toContain('Error fetching product reviews')
    expect(other).toContain('Reviewer1')
  })
})

async function load(headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(stack.productpage, { headers })
  expect(response.status).toBe(200)
  return response.text()
}

async function login(username: string): Promise<string> {
  const url = new URL('login', stack.productpage)
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ username, passwd: 'x' }),
    redirect: 'manual',
  })
  expect(response.status).toBe(302)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

async function endUserAtRatings(): Promise<string | undefined> {
  const spans = (await tracesWith(WITH_RATINGS.length, stack.view)).flat()
  const ratings = spans.find(
    (span) => span.kind === 'SERVER' && span.localEndpoint.serviceName === 'ratings',
  )
  return headersAt(ratings as Span)['end-user']
}

function headersAt({ tags }: Span): Record<string, string> {
  const prefix = 'http.request.header.'
  const entries = Object.entries(tags).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]))
}

function links(trace: readonly Span[]): string[] {
  const describe = (span: Span | undefined) =>
    span ? `${span.kind} ${span.localEndpoint.serviceName}` : 'nothing'
  return trace
    .map((span) => {
      const parent = trace.find(({ id }) => id === span.parentId)
      // A parent that is named but not there must not read as a root.
      return `${describe(span)} <- ${span.parentId && !parent ? 'a missing span' : describe(parent)}`
    })
    .sort()
}

/** Lets spans of the test before arrive, so that they are not counted in this one. */
async function settle(): Promise<void> {
  let before = -1
  for (;;) {
    const now = (await tracesWith(0, stack.view)).flat().length
    if (now === before) return
    before = now
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}
