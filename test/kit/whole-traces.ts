import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { listen } from './echo-server.ts'
import { links, type Span } from './spans.ts'

/** A collector that keeps every span, to be asked whether all traces are whole. */
export interface SpanKeeper {
  readonly origin: string
  /** The traces by their ids. */
  traces(): ReadonlyMap<string, readonly Span[]>
  /** Resolves once so many spans are there, or none has come for a while. */
  received(spans: number): Promise<void>
  close(): Promise<void>
}

/** Starts a collector that speaks Zipkin's way of taking spans. */
export async function startSpanKeeper(): Promise<SpanKeeper> {
  const traces = new Map<string, Span[]>()
  let count = 0
  const { origin, close } = await listen(
    createServer(async (request, response) => {
      for (const span of (await json(request)) as Span[]) {
        count += 1
        const trace = traces.get(span.traceId)
        if (trace) trace.push(span)
        else traces.set(span.traceId, [span])
      }
      response.writeHead(202).end()
    }),
  )
  return {
    origin,
    close,
    traces: () => traces,
    async received(spans) {
      for (let before = -1; count < spans && count !== before; ) {
        before = count
        await new Promise((resolve) => setTimeout(resolve, 3_000))
      }
    },
  }
}

/** What is wrong with a trace of a page load: not all of its hops, or more than one request in it. */
export function flawOf(trace: readonly Span[], hops: readonly string[]): string | undefined {
  const found = links(trace)
  if (JSON.stringify(found) !== JSON.stringify(hops)) return found.join(', ')
  const requests = new Set(trace.map(({ tags }) => tags['guid:x-request-id']))
  return requests.size === 1 ? undefined : `spans of ${requests.size} requests`
}
