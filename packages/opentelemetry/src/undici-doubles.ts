import { channel } from 'node:diagnostics_channel'
import { context, propagation, trace } from '@opentelemetry/api'
import { CARRIED, takeWritten } from './carried.ts'
import { judge } from './judge-added.ts'

type List = readonly (string | string[])[]

const created = channel('undici:request:create')
let isSubscribed = false

/**
 * Takes out headers that an instrumentation of undici adds a second time: receivers believe neither. It subscribes to
 * the channel behind whoever has done so since the last call, and must do it before each.
 */
export function keepUndiciSingle(): void {
  // A channel that loses its last subscriber is made anew by Node, which takes long.
  if (!isSubscribed) created.subscribe(keepActive)
  else created.unsubscribe(removeDoubles)
  created.subscribe(removeDoubles)
  isSubscribed = true
}

function keepActive(): void {}

/** A request of undici, and its headers: names and values in turn, or one text in undici 5. */
interface UndiciRequest {
  headers: (string | string[])[] | string
}

function removeDoubles(message: unknown): void {
  try {
    const { request } = message as { request: UndiciRequest }
    const { headers } = request
    if (typeof headers === 'string') {
      const kept = single(headers.split('\r\n').flatMap(nameAndValue))
      if (kept) request.headers = kept.map((one, i) => one + (i % 2 ? '\r\n' : ': ')).join('')
    } else {
      const kept = single(headers)
      if (kept) headers.splice(0, headers.length, ...kept)
    }
  } catch {}
}

function nameAndValue(line: string): string[] {
  const at = line.indexOf(':')
  return at < 0 ? [] : [line.slice(0, at), line.slice(at + 1).trim()]
}

/** The headers as they should be; `undefined` where they are. */
function single(headers: List): (string | string[])[] | undefined {
  const pairs = headers.flatMap((one, i): [string, string][] =>
    i % 2 ? [] : [[String(one).toLowerCase(), String(headers[i + 1])]],
  )
  const start = startOfAdded(pairs.map(([name]) => name))
  const [gone, refused, others] = judge(new Map(pairs.slice(0, start)), new Map(pairs.slice(start)))
  const kept = headers.filter((_, i) => {
    const [name] = pairs[i >> 1] as [string, string]
    return !(i < 2 * start ? gone : refused).has(name)
  })
  return kept.length < headers.length ? [...kept, ...Object.entries(others).flat()] : undefined
}

/** The place of the first header that was added: all that a propagator writes, in its order, at the end. */
function startOfAdded(names: readonly string[]): number {
  const active = context.active().deleteValue(CARRIED)
  const probe: Record<string, string> = {}
  const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 }
  propagation.inject(trace.setSpanContext(active, span), probe)
  const starts = [probe, takeWritten()].map((one) =>
    names.lastIndexOf(Object.keys(one)[0]?.toLowerCase() ?? ''),
  )
  return Math.min(...starts.map((place) => (place < 0 ? names.length : place)))
}
