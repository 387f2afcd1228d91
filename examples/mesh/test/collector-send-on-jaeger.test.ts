import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Jaeger, startJaeger } from '../../../test/kit/jaeger.ts'
import { describeWith, jaeger as found } from '../../../test/kit/real-programs.ts'
import { otlpReceiver } from '../src/collector/send-on-otlp.ts'
import { zipkinReceiver } from '../src/collector/send-on-zipkin.ts'
import { pageLoadLinks, sortedLinks } from './fixtures/page-load-links.ts'
import { pageLoadSpans } from './made-spans.ts'

const ways = [
  { way: 'OTLP', receiver: ({ otlpUrl }: Jaeger) => otlpReceiver(otlpUrl) },
  { way: 'the Zipkin format', receiver: ({ zipkinUrl }: Jaeger) => zipkinReceiver(zipkinUrl) },
]

for (const { way, receiver } of ways) {
  describeWith([found], `a real Jaeger that gets a page load by ${way}`, () => {
    let jaeger: Jaeger

    beforeAll(async () => {
      jaeger = await startJaeger()
      await receiver(jaeger).deliver(taggedSpans())
    })

    afterAll(() => jaeger?.stop())

    test('has one trace with every parent, service and tag right', async () => {
      const { data } = await read(`/api/traces/${traceId}`)
      const [trace, ...others] = data as JaegerTrace[]
      expect(others).toEqual([])
      expect(trace?.spans.map((span) => described(span, trace)).sort()).toEqual(expectedSpans())
    })

    test('has the links between the services', async () => {
      const { data } = await read(`/api/dependencies?endTs=${Date.now() + 60_000}&lookback=3600000`)
      // Kept in memory, its links are all pairs of parent and child, also within one service.
      const links = (data as typeof pageLoadLinks).filter(({ parent, child }) => parent !== child)
      expect(sortedLinks(links)).toEqual(pageLoadLinks)
    })

    async function read(path: string): Promise<{ data: unknown }> {
      const response = await fetch(`${jaeger.queryUrl}${path}`)
      return (await response.json()) as { data: unknown }
    }
  })
}

const traceId = '463ac35c9f6413ad48485a3953bb6124'

function taggedSpans() {
  return pageLoadSpans(traceId).map((span) => ({ ...span, tags: { 'end-user': 'jason' } }))
}

type JaegerTag = { key: string; value: unknown }

type JaegerSpan = {
  spanID: string
  references: { spanID: string }[]
  processID: string
  startTime: number
  duration: number
  tags: JaegerTag[]
}

type JaegerTrace = {
  spans: JaegerSpan[]
  processes: Record<string, { serviceName: string }>
}

/** A span in one line, as Jaeger has it. */
function described(span: JaegerSpan, trace: JaegerTrace): string {
  const tag = (key: string) => span.tags.find((item) => item.key === key)?.value
  const parent = span.references[0]?.spanID
  const service = trace.processes[span.processID]?.serviceName
  return [
    ...[span.spanID, parent, service, tag('span.kind'), tag('end-user')],
    ...[span.startTime, span.duration],
  ].join(' ')
}

function expectedSpans(): string[] {
  return taggedSpans()
    .map((span) => {
      const service = span.localEndpoint?.serviceName
      return [
        ...[span.id, span.parentId, service, span.kind?.toLowerCase(), span.tags['end-user']],
        ...[span.timestamp, span.duration],
      ].join(' ')
    })
    .sort()
}
