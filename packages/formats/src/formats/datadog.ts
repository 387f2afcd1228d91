import { fromDecimal, isSpanId, low, toDecimal } from '../ids.ts'
import { reading } from '../reading.ts'
import { one, type Received } from '../received.ts'
import type { Reading, TraceContext } from '../trace-context.ts'

const PRIORITY = /^(?:-1|[012])$/
const HIGH = '_dd.p.tid='

/** @see https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/ */
export function readDatadog(received: Received): Reading {
  const tags = text(one(received, 'x-datadog-tags'))?.split(',') ?? []
  const high = tags.find((tag) => tag.startsWith(HIGH))?.slice(HIGH.length)
  const lower = fromDecimal(one(received, 'x-datadog-trace-id'))
  const state = one(received, 'x-datadog-sampling-priority') ?? ''
  const priority = PRIORITY.test(state) ? Number(state) : undefined
  return reading({
    traceId: lower && isSpanId(high) ? high + lower : lower,
    spanId: fromDecimal(one(received, 'x-datadog-parent-id')) ?? '',
    sampled: priority === undefined ? 'defer' : priority > 0,
    priority,
    origin: text(one(received, 'x-datadog-origin')),
    tags: tags.filter((tag) => !tag.startsWith(HIGH)).join() || undefined,
  })
}

/** Nothing for a trace id whose lower half is zero. */
export function writeDatadog(context: TraceContext): Record<string, string> {
  const { traceId, spanId } = context
  if (!isSpanId(low(traceId))) return {}
  const high = traceId.slice(0, -16)
  const tags = [text(context.tags), isSpanId(high) && HIGH + high].filter(Boolean).join()
  const priority = priorityOf(context)
  const origin = text(context.origin)
  return {
    'x-datadog-trace-id': toDecimal(low(traceId)),
    'x-datadog-parent-id': toDecimal(spanId),
    ...(priority !== undefined && { 'x-datadog-sampling-priority': `${priority}` }),
    ...(origin && { 'x-datadog-origin': origin }),
    ...(tags && { 'x-datadog-tags': tags }),
  }
}

/** The priority that came, unless `sampled` has been changed since. */
function priorityOf({ sampled, priority }: TraceContext): number | undefined {
  if (typeof sampled === 'string') return sampled === 'debug' ? 2 : undefined
  const isStill = PRIORITY.test(`${priority}`) && (priority as number) > 0 === sampled
  return isStill ? priority : Number(sampled)
}

function text(value: string | undefined): string | undefined {
  return value !== undefined && /^[ -~]+$/.test(value) ? value : undefined
}
