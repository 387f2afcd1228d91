import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith, envoy } from '../kit/real-programs.ts'
import { withRatings } from '../kit/spans.ts'
import { type RunningStack, startStack } from '../kit/stack.ts'
import { flawOf, type SpanKeeper, startSpanKeeper } from '../kit/whole-traces.ts'

const duration = 60_000
const inFlight = 100

describeWith([envoy], 'Bookinfo behind real Envoys', () => {
  let stack: RunningStack
  let keeper: SpanKeeper

  beforeAll(async () => {
    keeper = await startSpanKeeper()
    stack = await startStack('--envoy', '--zipkin-url', keeper.origin)
    await stack.applyRules('virtual-service-reviews-v3')
  }, 60_000)
  afterAll(async () => {
    await stack?.stop()
    await keeper?.close()
  })

  test(`answers every request of ${duration / 1_000} s at ${inFlight} in flight, each with one whole trace`, {
    timeout: duration + 60_000,
  }, async () => {
    const { origin, pathname } = new URL(stack.productpage)
    const pool = new Pool(origin, { connections: inFlight })
    const wrong: string[] = []
    let answered = 0
    const end = Date.now() + duration

    async function visitor(): Promise<void> {
      while (Date.now() < end) {
        const headers = { 'x-request-id': randomUUID() }
        const { statusCode, body } = await pool.request({ path: pathname, method: 'GET', headers })
        const page = await body.text()
        answered += 1
        if (statusCode !== 200 || /Error fetching|unavailable/.test(page)) {
          wrong.push(`${statusCode} ${/[^<>]*(Error fetching|unavailable)[^<>]*/.exec(page)?.[0]}`)
        }
      }
    }

    await Promise.all(Array.from({ length: inFlight }, visitor))
    await pool.close()
    await keeper.received(answered * withRatings.length)
    const traces = [...keeper.traces().values()]
    const flaws = traces.map((trace) => flawOf(trace, withRatings)).filter((flaw) => flaw)
    const requests = new Set(traces.map(([span]) => span?.tags['guid:x-request-id']))

    console.log(`${answered} pages, ${traces.length} traces, ${traces.flat().length} spans`)
    expect({ wrong, flaws, traces: traces.length, requests: requests.size }).toEqual({
      wrong: [],
      flaws: [],
      traces: answered,
      requests: answered,
    })
  })
})
