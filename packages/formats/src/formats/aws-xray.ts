import { wide } from '../ids.ts'
import { INVALID, isSampled, reading } from '../reading.ts'
import { one, type Received, trim } from '../received.ts'
import type { Reading, Sampled, TraceContext } from '../trace-context.ts'

const ROOT = /^1-([\da-f]{8})-([\da-f]{24})$/
const STATES = new Map<string | undefined, Sampled>([
  ['1', true],
  ['0', false],
  ['?', 'defer'],
  [undefined, 'defer'],
])

/**
 * Pairs in any order, their names in any case; `Parent` may be absent, as it is behind a load balancer.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function readAwsXray(received: Received): Reading {
  const pairs = new Map<string, string>()
  for (const pair of (one(received, 'x-amzn-trace-id') ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=')
    const name = trim(key).toLowerCase()
    if (pairs.has(name) && name) return INVALID
    pairs.set(name, trim(value.join('=')))
  }
  const [, epoch = '', rest] = ROOT.exec(pairs.get('root') ?? '') ?? []
  const sampled = STATES.get(pairs.get('sampled'))
  return reading({ traceId: epoch + rest, spanId: pairs.get('parent'), sampled })
}

/** `Root`, `Parent` and, once decided, `Sampled`. */
export function writeAwsXray(context: TraceContext): Record<string, string> {
  const id = wide(context.traceId)
  const state = context.sampled === 'defer' ? '' : `;Sampled=${Number(isSampled(context))}`
  const root = `Root=1-${id.slice(0, 8)}-${id.slice(8)}`
  return { 'x-amzn-trace-id': `${root};Parent=${context.spanId}${state}` }
}

/** Whether a trace id could be one of X-Ray's, which begin with the second they were made in and are kept for 30 days. */
export function hasEpoch(traceId: string): boolean {
  const days = (Date.now() / 1000 - Number.parseInt(wide(traceId).slice(0, 8), 16)) / 86_400
  return days > -1 && days < 30
}
