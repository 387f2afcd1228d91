import { context, propagation, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api'
import { current, familyOf } from '@waybill/core'
import { headersOf } from '@waybill/formats'
import { otherFormats } from './other-formats.ts'
import { isSameSpan } from './request-context.ts'

type Headers = ReadonlyMap<string, string>

/** What becomes of the headers of a call. */
type Judgement = [
  /** Names that go out of those before. */
  gone: Set<string>,
  /** Names that go out of those that were added. */
  refused: Set<string>,
  /** Headers in other formats that take the place of those gone. */
  others: Record<string, string>,
]

const traceHeaders = new Set([...Object.values(headersOf).flat(), 'baggage'])

/**
 * Judges, family by family, the headers that an instrumentation has added. They are right where those before name the
 * span that is active: if not, the instrumentation runs in the context of another request, as it does for pools with a
 * limit and for retries, or the caller has set them by hand.
 */
export function judge(before: Headers, added: Headers): Judgement {
  const owned = new Set(propagation.fields().flatMap((field) => familyOf(field)))
  const gone = new Set<string>()
  const refused = new Set<string>()
  const others: Record<string, string> = {}
  const active = trace.getSpanContext(context.active())
  const names = [...added.keys()].filter((name) => owned.has(name))
  let isRight = isSameSpan(spanIn(before), active)
  for (const family of new Set(names.map(familyOf))) {
    const was = spanIn(before, family)
    const now = spanIn(added, family)
    const isActive = isSameSpan(was, active)
    isRight ||= was !== undefined && isActive
    if (!(was && now) && !family.some((name) => before.has(name) && added.has(name))) continue
    for (const name of family) {
      if (!isActive || isSameSpan(was, now)) refused.add(name)
      // The state of a trace is that of all its spans.
      else if (name !== 'tracestate' || added.has(name)) gone.add(name)
    }
  }
  if (!isRight && refused.size > 0)
    for (const name of names) if (traceHeaders.has(name)) refused.add(name)
  const span = spanIn(added)
  if (!span || isSameSpan(span, active)) return [gone, refused, others]
  for (const { names, came, written } of otherFormats(before, span, owned)) {
    const isAsCame = names.every((name) => before.get(name) === current()?.get(name))
    // What the caller has set by hand is neither.
    if (!isAsCame && came?.spanId !== active?.spanId) continue
    Object.assign(others, written)
    for (const name of names) if (name !== 'tracestate' || name in written) gone.add(name)
  }
  return [gone, refused, others]
}

function spanIn(headers: Headers, family?: readonly string[]): SpanContext | undefined {
  const read = propagation.extract(ROOT_CONTEXT, headers, {
    get: (_, name) => (family && !family.includes(name) ? undefined : headers.get(name)),
    keys: () => [...headers.keys()],
  })
  return trace.getSpanContext(read)
}
