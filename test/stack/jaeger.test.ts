import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Jaeger, startJaeger } from '../kit/jaeger.ts'
import { describeWith, envoy, jaeger as program } from '../kit/real-programs.ts'
import { withRatings } from '../kit/spans.ts'
import { type RunningStack, startStack, tracesWith } from '../kit/stack.ts'
import { load } from '../kit/visitor.ts'

const ways = [
  { way: 'OTLP', args: ({ otlpUrl }: Jaeger) => ['--otlp-url', otlpUrl] },
  { way: "Zipkin's format", args: ({ zipkinUrl }: Jaeger) => ['--zipkin-url', zipkinUrl] },
]

for (const { way, args } of ways) {
  describeWith(
    [envoy, program],
    `a real Jaeger that gets the spans of real Envoys by ${way}`,
    () => {
      let jaeger: Jaeger
      let stack: RunningStack

      beforeAll(async () => {
        jaeger = await startJaeger()
        stack = await startStack('--envoy', ...args(jaeger))
      })
      afterAll(async () => {
        await stack?.stop()
        await jaeger?.stop()
      })

      test('has the trace of a page load, each parent right', async () => {
        await stack.applyRules('virtual-service-reviews-v3')
        await load(stack.productpage)
        const [trace = []] = await tracesWith(withRatings.length, stack.view)
        const expected = trace.map(({ id, parentId }) => `${id} <- ${parentId}`).sort()
        await expect.poll(() => spansOf(trace[0]?.traceId), { timeout: 10_000 }).toEqual(expected)
      })

      async function spansOf(traceId: string | undefined): Promise<string[] | undefined> {
        const { data } = (await (
          await fetch(`${jaeger.queryUrl}/api/traces/${traceId}`)
        ).json()) as {
          data?: { spans: { spanID: string; references: { spanID: string }[] }[] }[] | null
        }
        return data?.[0]?.spans
          .map(({ spanID, references }) => `${spanID} <- ${references[0]?.spanID}`)
          .sort()
      }
    },
  )
}
