import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith, envoy, zipkin } from '../kit/real-programs.ts'
import { links, type Span, withRatings } from '../kit/spans.ts'
import { clearTraces, type RunningStack, settle, startStack, tracesWith } from '../kit/stack.ts'
import { type SteadyLoad, startLoad } from '../kit/steady-load.ts'
import { load } from '../kit/visitor.ts'

/** Details for 3 s, then reviews twice for 3 s: after that productpage gives up, and a little is for the way. */
const longestWait = 11_000

describeWith([envoy, zipkin], 'under load, behind real Envoys, with a real Zipkin', () => {
  let stack: RunningStack
  let visitors: SteadyLoad

  beforeAll(async () => {
    stack = await startStack('--envoy', '--zipkin')
    await stack.applyRules('virtual-service-reviews-v3')
    visitors = startLoad(stack.productpage, 20)
    await visitors.allWell()
  }, 90_000)
  afterAll(async () => {
    await visitors?.stop()
    await stack?.stop()
  })

  test.each([
    {
      name: 'reviews-v3 sidecar',
      sentence: 'Sorry, product reviews are currently unavailable for this book.',
    },
    { name: 'ratings-v1', sentence: 'Ratings service is currently unavailable' },
    {
      name: 'details-v1',
      sentence: 'Sorry, product details are currently unavailable for this book.',
    },
  ])(
    '$name, killed, shows as an error text of Bookinfo, until it is there again',
    async ({ name, sentence }) => {
      const before = visitors.seen.length
      const pid = await stack.pidOf(name)
      process.kill(pid, 'SIGKILL')
      const failed = await visitors.next(({ errors }) => errors.length > 0)
      await expect.poll(() => stack.pidOf(name), { timeout: 20_000 }).not.toBe(pid)
      await visitors.allWell()
      expect(failed.errors).toEqual([sentence])
      expect(visitors.seen.slice(before).filter(isNeitherWholeNorExplained)).toEqual([])
    },
  )

  test('Zipkin, killed, shows nowhere on the page', async () => {
    const before = visitors.seen.length
    process.kill(await stack.pidOf('zipkin'), 'SIGKILL')
    await expect.poll(() => stack.output(), { timeout: 60_000 }).toContain('Spans are sent on to')
    expect(visitors.seen.slice(before).filter(({ isWhole }) => !isWhole)).toEqual([])
  })

  test('nobody has waited longer than the page takes to give up', () => {
    const times = visitors.seen.map(({ milliseconds }) => milliseconds)
    expect(Math.max(...times)).toBeLessThan(longestWait)
  })

  test('the traces are whole again after all that, in Zipkin too', async () => {
    await visitors.stop()
    await settle(stack.view)
    await clearTraces(stack.view)
    await load(stack.productpage)
    const [trace = []] = await tracesWith(withRatings.length, stack.view)
    const inZipkin = `${stack.zipkin}/api/v2/trace/${trace[0]?.traceId}`
    await expect
      .poll(async () => links((await (await fetch(inZipkin)).json()) as Span[]), {
        timeout: 10_000,
      })
      .toEqual(withRatings)
    expect(links(trace)).toEqual(withRatings)
  })
})

function isNeitherWholeNorExplained({
  status,
  isWhole,
  errors,
}: SteadyLoad['seen'][number]): boolean {
  return status !== 200 || (!isWhole && errors.length === 0)
}
