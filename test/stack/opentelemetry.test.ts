import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sevenHeaders } from '../kit/headers.ts'
import { describeWith, envoy } from '../kit/real-programs.ts'
import { links, withRatings } from '../kit/spans.ts'
import { clearTraces, type RunningStack, settle, startStack, tracesWith } from '../kit/stack.ts'
import { load, login } from '../kit/visitor.ts'

const meshes = [
  { name: 'embedded sidecars', args: [], programs: [] },
  { name: 'real Envoys', args: ['--envoy'], programs: [envoy] },
]

/** The hops of a page where reviews makes a span of its own around its call. */
const withOwnSpan = [
  ...withRatings.filter((hop) => hop !== 'CLIENT reviews <- SERVER reviews'),
  'ask for stars reviews <- SERVER reviews',
  'CLIENT reviews <- ask for stars reviews',
].sort()

for (const { name, args, programs } of meshes) {
  describeWith(programs, `the SDK of OpenTelemetry in reviews alone, and ${name}`, () => {
    let stack: RunningStack

    beforeAll(async () => {
      stack = await startStack('--opentelemetry', 'reviews', '--logs', ...args)
    })
    afterAll(() => stack?.stop())
    beforeEach(async () => {
      await settle(stack.view)
      await clearTraces(stack.view)
    })

    test.each(['reviews-v2', 'reviews-v3'])(
      'make one trace, with its own span between those of its sidecar: %s',
      async (pod) => {
        await stack.applyRules('virtual-service-reviews-jason-v2-v3')
        const cookie = pod === 'reviews-v2' ? await login(stack.productpage, 'jason') : ''
        await settle(stack.view)
        await clearTraces(stack.view)
        expect(await load(stack.productpage, { cookie })).toContain(pod)
        const traces = await tracesWith(withOwnSpan.length, stack.view)
        expect(traces.map(links)).toEqual([withOwnSpan])
      },
    )

    test('log the request id and the trace id of one page in every service', async () => {
      await stack.applyRules('virtual-service-reviews-v3')
      const sent = sevenHeaders()
      await load(stack.productpage, sent)
      const [id, traceId] = [sent['x-request-id'] as string, sent['x-b3-traceid'] as string]
      // A sidecar writes into the place of a UUID's version.
      const isOurs = (line: string) =>
        line.includes(id.slice(0, 14)) && line.includes(id.slice(15)) && line.includes(traceId)
      await expect
        .poll(() =>
          stack
            .output()
            .split('\n')
            .filter((line) => line.includes('answered') && isOurs(line))
            .map((line) => line.split(' ')[0])
            .sort(),
        )
        .toEqual(['details-v1', 'productpage-v1', 'ratings-v1', 'reviews-v3'])
    })
  })
}
