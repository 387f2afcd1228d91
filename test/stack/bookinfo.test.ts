import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sevenHeaders } from '../kit/headers.ts'
import { describeWith, envoy } from '../kit/real-programs.ts'
import { headersAt, links, serverSpan, withoutRatings, withRatings } from '../kit/spans.ts'
import { clearTraces, type RunningStack, settle, startStack, tracesWith } from '../kit/stack.ts'
import { atOnce, load, login } from '../kit/visitor.ts'

const meshes = [
  { name: 'embedded sidecars', args: [], programs: [] },
  { name: 'real Envoys', args: ['--envoy'], programs: [envoy] },
]

for (const { name, args, programs } of meshes) {
  describeWith(programs, name, () => {
    let stack: RunningStack

    beforeAll(async () => {
      stack = await startStack(...args)
    })
    afterAll(() => stack?.stop())
    beforeEach(async () => {
      await stack.resetRules()
      await stack.turnWaybill(true)
      await settle(stack.view)
      await clearTraces(stack.view)
    })

    test.each([
      ['v1, without ratings', 'virtual-service-all-v1', withoutRatings],
      ['v3, with ratings', 'virtual-service-reviews-v3', withRatings],
    ])('make one trace of a page load, each parent right: reviews %s', async (_, rules, hops) => {
      await stack.applyRules(rules)
      await load(stack.productpage)
      const traces = await tracesWith(hops.length, stack.view)
      expect(traces.map(links)).toEqual([hops])
    })

    test('name each span after the service that is called', async () => {
      await stack.applyRules('virtual-service-reviews-v3')
      await load(stack.productpage)
      const spans = (await tracesWith(withRatings.length, stack.view)).flat()
      expect([...new Set(spans.map((span) => span.name))].sort()).toEqual([
        'details:9080/*',
        'productpage:9080/*',
        'ratings:9080/*',
        'reviews:9080/*',
      ])
    })

    test('make one trace for reviews v2 too, routed there by the end-user header of the login', async () => {
      await stack.applyRules('virtual-service-all-v1', 'virtual-service-reviews-test-v2')
      const cookie = await login(stack.productpage, 'jason')
      await tracesWith(1, stack.view)
      await clearTraces(stack.view)
      const page = await load(stack.productpage, { cookie })
      expect(page).toContain('reviews-v2')
      const traces = await tracesWith(withRatings.length, stack.view)
      expect(traces.map(links)).toEqual([withRatings])
    })

    test('make one trace a call with Waybill off, and one of all once it is on again', async () => {
      await stack.applyRules('virtual-service-reviews-v3')
      await stack.turnWaybill(false)
      await load(stack.productpage)
      const pieces = await tracesWith(withRatings.length, stack.view)
      expect(pieces.map((trace) => links(trace).join(', ')).sort()).toEqual([
        'CLIENT productpage <- nothing, SERVER details <- CLIENT productpage',
        'CLIENT productpage <- nothing, SERVER reviews <- CLIENT productpage',
        'CLIENT reviews <- nothing, SERVER ratings <- CLIENT reviews',
        'SERVER productpage <- nothing',
      ])
      await stack.turnWaybill(true)
      await clearTraces(stack.view)
      await load(stack.productpage)
      expect(await tracesWith(withRatings.length, stack.view)).toHaveLength(1)
    })

    test('show all seven headers at details, reviews and ratings', async () => {
      await stack.applyRules('virtual-service-reviews-v3')
      const sent = sevenHeaders()
      await load(stack.productpage, sent)
      const spans = (await tracesWith(withRatings.length, stack.view)).flat()
      expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sent['x-b3-traceid']]))
      for (const service of ['productpage', 'details', 'reviews', 'ratings']) {
        const server = serverSpan(spans, service)
        // A sidecar writes these two anew at each hop; they are the hop's own ids. Into the request
        // id the first one writes, in the place of a UUID's version, that it is sampled.
        const rewritten = {
          'x-b3-spanid': server.id,
          'x-b3-parentspanid': server.parentId,
          'x-request-id': sent['x-request-id']?.replace(/^(.{14})4/, '$19'),
        }
        expect(headersAt(server), service).toMatchObject({ ...sent, ...rewritten })
      }
      for (const client of spans.filter(({ kind }) => kind === 'CLIENT')) {
        const parent = spans.find(({ id }) => id === client.parentId)
        // What the application sent is, byte for byte, what its own sidecar had handed to it.
        expect(headersAt(client)).toMatchObject(headersAt(parent as typeof client))
      }
    })

    test('make one trace when b3 and x-b3-* come in together', async () => {
      await stack.applyRules('virtual-service-reviews-v3')
      const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)]
      await load(stack.productpage, {
        b3: `${traceId}-${spanId}-1`,
        'x-b3-traceid': traceId,
        'x-b3-spanid': spanId,
        'x-b3-sampled': '1',
      })
      const traces = await tracesWith(withRatings.length, stack.view)
      const [first, ...hops] = withRatings.filter((hop) => hop !== 'SERVER productpage <- nothing')
      expect(traces.map(links)).toEqual([
        [first, ...hops, 'SERVER productpage <- a missing span'].sort(),
      ])
    })

    test('see end-user at ratings, two hops on, after a login; one from outside does not get in', async () => {
      await stack.applyRules('virtual-service-reviews-v3')
      const cookie = await login(stack.productpage, 'jason')
      await tracesWith(1, stack.view)
      await clearTraces(stack.view)
      await load(stack.productpage, { cookie })
      const endUserAtRatings = async () => {
        const spans = (await tracesWith(withRatings.length, stack.view)).flat()
        return headersAt(serverSpan(spans, 'ratings'))['end-user']
      }
      expect(await endUserAtRatings()).toBe('jason')
      await clearTraces(stack.view)
      await load(stack.productpage, { 'end-user': 'mallory' })
      expect(await endUserAtRatings()).toBeUndefined()
    })

    test('delay ratings by 7 s for jason, who sees the documented failure, and for nobody else', async () => {
      await stack.applyRules(
        'virtual-service-all-v1',
        'virtual-service-reviews-test-v2',
        'virtual-service-ratings-test-delay',
      )
      const cookie = await login(stack.productpage, 'jason')
      const [jason, other] = await Promise.all([
        load(stack.productpage, { cookie }),
        load(stack.productpage),
      ])
      expect(jason).toContain('Error fetching product reviews')
      expect(jason).toContain('Sorry, product reviews are currently unavailable for this book.')
      expect(other).not.toContain('Error fetching product reviews')
      expect(other).toContain('Reviewer1')
    })

    test('send 10 % of 1,000 requests to reviews v2 where the weights are 90 and 10', async () => {
      await stack.applyRules('virtual-service-all-v1', 'virtual-service-reviews-90-10')
      const url = new URL('/api/v1/products/0/reviews', stack.productpage).href
      const answers = await atOnce(1_000, 20, () => load(url))
      const toV2 = answers.filter((answer) => answer.includes('reviews-v2')).length
      const toV1 = answers.filter((answer) => answer.includes('reviews-v1')).length
      expect(toV1 + toV2).toBe(1_000)
      // 100, give or take five standard deviations of 9.5: outside once in some million runs.
      expect([toV2 > 52, toV2 < 148, toV2]).toEqual([true, true, toV2])
    })
  })
}
