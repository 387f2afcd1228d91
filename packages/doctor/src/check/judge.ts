import type { Call } from './call.ts'
import { formatOf } from './marks/formats.ts'
import type { Ledger, MarkedRequest } from './marks/ledger.ts'

/**
 * What became of one header in one call: it came through as sent; it names the same trace with a new span, as a
 * service that takes part in tracing does; it was changed; it came more than once; it is another request's; it is lost.
 */
export type Outcome = 'through' | 'newSpan' | 'changed' | 'doubled' | 'mixed' | 'lost'

/** The fate of one header, and for a change what was done to it, without its value. */
export interface Fate {
  readonly outcome: Outcome
  readonly change?: string
}

/**
 * Says what became of a header in a call.
 * @param owner the request that the call was made for
 * @param claimed the request that most headers of the call are from
 * @returns undefined where the request did not send the header, and nobody else's came
 */
export function judge(
  name: string,
  call: Call,
  owner: MarkedRequest,
  claimed: MarkedRequest | undefined,
  ledger: Ledger,
): Fate | undefined {
  const sent = owner.sent.get(name)
  const values = call.valuesOf(name)
  if (isAnothers(name, values, owner, claimed, ledger)) return { outcome: 'mixed' }
  if (sent === undefined) return undefined
  if (continues(name, sent, values, call, owner)) return { outcome: 'newSpan' }
  if (values.length === 0) {
    // What came is another request's, which had no such header: that says nothing of this one.
    const isForeign = claimed !== undefined && claimed !== owner && !claimed.sent.has(name)
    return isForeign ? undefined : { outcome: 'lost' }
  }
  if (isDoubled(name, sent, values)) return { outcome: 'doubled' }
  const got = values.join(',')
  return got === sent ? { outcome: 'through' } : { outcome: 'changed', change: change(sent, got) }
}

function isAnothers(
  name: string,
  values: readonly string[],
  owner: MarkedRequest,
  claimed: MarkedRequest | undefined,
  ledger: Ledger,
): boolean {
  if (values.length === 0) return false
  const owners = new Set(values.flatMap((value) => [...ledger.ownersOf(name, value)]))
  if (owners.size > 0) return [...owners].some((request) => request !== owner)
  // A value such as `1` does not say whose it is, but what came with it does.
  return claimed !== undefined && claimed !== owner && claimed.sent.get(name) === values[0]
}

function continues(
  name: string,
  sent: string,
  values: readonly string[],
  call: Call,
  owner: MarkedRequest,
): boolean {
  const [got] = values
  const { traceOf, spanOf, isList } = formatOf(name)
  if (got === sent) return false
  if (got === undefined) return B3.test(name) && isB3Continued(call, owner)
  if (values.length > 1 && !isList) return false
  if (isList)
    return (
      values
        .join(',')
        .split(',')
        .filter((member) => member.trim() === sent).length === 1 && values.join(',') !== sent
    )
  if (spanOf !== undefined)
    return spanOf.shape.test(got) && hasSameTrace(spanOf.header, call, owner)
  // An id that is nothing but the trace has no span that could be new.
  const trace = traceOf?.(sent)
  return trace !== undefined && sent.length > trace.length && traceOf?.(got) === trace
}

const B3 = /^(?:b3$|x-b3-)/

/** A tracer writes B3 in one form, without the parent and without flags, with a span of its own. */
function isB3Continued(call: Call, owner: MarkedRequest): boolean {
  const [single] = call.valuesOf('b3')
  if (single !== undefined) {
    return single !== owner.sent.get('b3') && formatOf('b3').traceOf?.(single) === owner.mark.trace
  }
  const [trace] = call.valuesOf('x-b3-traceid')
  const [span] = call.valuesOf('x-b3-spanid')
  return trace === owner.mark.trace && span !== undefined && span !== owner.mark.span
}

function hasSameTrace(header: string, call: Call, owner: MarkedRequest): boolean {
  const values = call.valuesOf(header)
  return values.length === 1 && values[0] === owner.sent.get(header)
}

function isDoubled(name: string, sent: string, values: readonly string[]): boolean {
  const all = values.join(',')
  if (all === sent) return false
  const times = all.split(',').filter((member) => member.trim() === sent).length
  return times > 1 || (formatOf(name).isList !== true && (values.length > 1 || times === 1))
}

function change(sent: string, got: string): string {
  if (got.trim() === '') return 'made empty'
  if (got.toLowerCase() === sent.toLowerCase()) return 'written in another case'
  if (sent.includes(got)) return 'cut short'
  if (got.includes(sent)) return 'something added'
  return decoded(got) === sent ? 'percent-encoded' : 'another value'
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
