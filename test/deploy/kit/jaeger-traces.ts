import type { Span } from '../../kit/spans.ts'
import type { RunningCluster } from './running-cluster.ts'

/** The traces that a Jaeger holds, once they have so many spans in all, or after 10 s. */
export async function tracesWith(
  spans: number,
  { fetch }: RunningCluster,
  jaeger: string,
): Promise<Span[][]> {
  const limit = AbortSignal.timeout(10_000)
  for (;;) {
    const traces = await readTraces(fetch, jaeger)
    if (traces.flat().length >= spans || limit.aborted) return traces
    // Sidecars report their spans in batches, a moment after the page has been served.
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function readTraces(fetch: RunningCluster['fetch'], jaeger: string): Promise<Span[][]> {
  const services = (await read<string[] | null>('services')) ?? []
  const found = await Promise.all(
    services
      // It traces itself too: every question that it is asked here.
      .filter((service) => service !== 'jaeger')
      .map((service) => read<JaegerTrace[]>(`traces?service=${service}&limit=1000`)),
  )
  const traces = new Map(found.flat().map((trace) => [trace.traceID, trace]))
  return [...traces.values()].map((trace) => trace.spans.map((span) => spanOf(span, trace)))

  async function read<T>(path: string): Promise<T> {
    const response = await fetch(`http://${jaeger}/api/${path}`)
    return ((await response.json()) as { data: T }).data
  }
}

interface JaegerSpan {
  readonly traceID: string
  readonly spanID: string
  readonly operationName: string
  readonly processID: string
  readonly references: readonly { readonly refType: string; readonly spanID: string }[]
  readonly tags: readonly { readonly key: string; readonly value: unknown }[]
}

interface JaegerTrace {
  readonly traceID: string
  readonly spans: readonly JaegerSpan[]
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>
}

/** A span of Jaeger's as Zipkin writes it. */
function spanOf(span: JaegerSpan, { processes }: JaegerTrace): Span {
  const tags = Object.fromEntries(span.tags.map(({ key, value }) => [key, String(value)]))
  const parentId = span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID
  return {
    traceId: span.traceID,
    id: span.spanID,
    ...(parentId === undefined ? {} : { parentId }),
    name: span.operationName,
    kind: tags['span.kind'] === 'client' ? 'CLIENT' : 'SERVER',
    localEndpoint: { serviceName: processes[span.processID]?.serviceName ?? '' },
    tags,
  }
}
