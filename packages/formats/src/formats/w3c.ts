import { wide } from '../ids.ts'
import { INVALID, isSampled, reading } from '../reading.ts'
import { one, type Received, trim } from '../received.ts'
import type { Reading, TraceContext } from '../trace-context.ts'

const PARENT = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/
const MEMBER = /^[a-z\d][a-z\d_\-*/@]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/

/** @see https://w3c.github.io/trace-context/ (Level 2) */
export function readW3c(received: Received): Reading {
  const parent = one(received, 'traceparent') ?? ''
  const [, version, traceId, spanId = '', digits = ''] = PARENT.exec(parent) ?? []
  const flags = Number.parseInt(digits, 16)
  const states = received.get('tracestate')
  const tracestate = cleanTracestate(states?.join() ?? '')
  const context = reading({
    traceId,
    spanId,
    sampled: (flags & 1) > 0,
    isRandom: (flags & 2) > 0 || undefined,
    tracestate: tracestate || undefined,
    isTracestateValid: tracestate !== undefined,
  })
  // Version 00 has nothing behind the flags.
  if (context.isValid && (version !== '00' || parent.length === 55)) return context
  return states ? { ...INVALID, isTracestateValid: false } : INVALID
}

/** Version 00, whatever came. `tracestate` only as it is valid. */
export function writeW3c(context: TraceContext): Record<string, string> {
  const flags = (isSampled(context) ? 1 : 0) | (context.isRandom === true ? 2 : 0)
  const tracestate = cleanTracestate(context.tracestate ?? '')
  return {
    traceparent: `00-${wide(context.traceId)}-${context.spanId}-0${flags}`,
    ...(tracestate && { tracestate }),
  }
}

/**
 * A list without its empty members and the whitespace between, and with the first of several members of a key.
 * @returns `undefined` for a list that breaks the grammar, all of it
 */
function cleanTracestate(list: string): string | undefined {
  const members = list.split(',').map(trim).filter(Boolean)
  if (members.length > 32 || !members.every((member) => MEMBER.test(member))) return undefined
  const byKey = new Map<string, string>()
  for (const member of members) {
    const key = member.slice(0, member.indexOf('='))
    if (!byKey.has(key)) byKey.set(key, member)
  }
  return [...byKey.values()].join()
}
