import type { Outcome } from './run.ts'
import { isUnread } from './sent.ts'

/** What is not kept beside an SDK, by whose doing, and in which calls. */
export interface Exception {
  readonly name: string
  readonly reason: string
  covers(outcome: Outcome, problem: string): boolean
}

/** All there are; a test sees to it that none is named in vain. */
export const exceptions: readonly Exception[] = [
  {
    name: 'Two traces',
    reason:
      'An SDK whose propagators read none of the formats that came in starts a trace of its own. What came in goes on byte for byte, as the trace of the mesh. Give the SDK a propagator for the format that the mesh speaks.',
    covers: ({ sent }, problem) => isUnread(sent) && problem.startsWith('split'),
  },
  {
    name: 'Pools',
    reason:
      'In a pool with a limit, undici 6 and 7 begin a call that had to wait in the context of another request, and `UndiciInstrumentation` makes its client span there. The headers name the right span all the same: the one around the call. Where the SDK reads nothing of what came in, there is no such span, and a call may go out with the ids that the instrumentation has made in the other request, as it does without Waybill. Give the SDK a propagator for the format that comes in.',
    covers: ({ sent }, problem) =>
      sent.client === 'pool' &&
      (problem === "parent: another request's" ||
        (isUnread(sent) && /^(another's|made): (x-b3-|traceparent$)/.test(problem))),
  },
  {
    name: 'Second format',
    reason:
      'Where B3 and W3C both came in and the SDK writes one of them, `HttpInstrumentation` makes its client span after the headers of the call are there, and writes over its own format alone. The other one names the span around the call, which is one above.',
    covers: (outcome, problem) => {
      const { kind, propagator } = outcome.sent
      const other = propagator === 'w3c' ? 'above: x-b3-traceid' : 'above: traceparent'
      return isHttpSpan(outcome) && kind === 'b3+w3c' && propagator !== 'both' && problem === other
    },
  },
  {
    name: 'The state of a trace',
    reason:
      'Where B3 and W3C both came in, and the SDK reads B3 after W3C, what it makes of B3 takes the place of a span context with its `tracestate`. Waybill puts it back, but for `auto` with `HttpInstrumentation`, which has written `traceparent` by then. Name W3C last in `CompositePropagator`.',
    covers: (outcome, problem) =>
      isHttpSpan(outcome) &&
      outcome.configuration.waybill === 'auto-extension' &&
      outcome.sent.kind === 'b3+w3c' &&
      outcome.sent.propagator === 'both' &&
      problem === 'lost: tracestate',
  },
  {
    name: 'Named imports',
    reason:
      'As an ES module, `import { request } from "node:http"` is not instrumented when a CommonJS package (Express) has required the module before: `HttpInstrumentation` patches it once. The call then names the span around it.',
    covers: ({ configuration, sent }, problem) =>
      configuration.format === 'esm' &&
      sent.client === 'http' &&
      problem === 'span: no client span',
  },
]

/** Whether it is a call that HttpInstrumentation makes a span for. */
function isHttpSpan({ configuration, sent }: Outcome): boolean {
  return configuration.http && /http|axios/.test(sent.client)
}

/** The problems of a call that no exception covers. */
export function uncovered(outcome: Outcome): string[] {
  return outcome.problems.filter(
    (problem) => !exceptions.some((one) => one.covers(outcome, problem)),
  )
}
