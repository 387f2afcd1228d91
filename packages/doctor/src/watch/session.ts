import { onCallSent } from './calls.ts'
import { claimByAnswer, claimByPromise, giveToOwner, noteCrossing } from './claims.ts'
import { watchEmitters } from './emitters.ts'
import type { Finding, JudgedRequest } from './findings.ts'
import { watchHttp2Client } from './http2-client.ts'
import { watchServers } from './inbound.ts'
import { judgeCall } from './judge.ts'
import { watchMiddleware } from './middleware.ts'
import type { Call, Inbound } from './model.ts'
import { watchNodeClient } from './node-client.ts'
import { dangersOf, onPolicy, type ReadPolicy } from './policies.ts'
import { forgetPromises, watchResources } from './resources.ts'
import { scopes } from './scope.ts'
import { watchUndici } from './undici-client.ts'
import { followRuns, watchWaybills } from './waybills.ts'

/** What a report is told of. */
export interface SessionListener {
  onRequest(request: JudgedRequest): void
  /** Something that concerns the whole process. */
  onFinding(finding: Finding): void
}

const REMEMBERED = 200
const LATE_MS = 1000

/**
 * Watches this process from now on: its requests, its calls, and what is wrong with them.
 * @returns a function that reports what is not reported yet, at the end
 */
export function watch(listener: SessionListener): () => void {
  const recent: Inbound[] = []
  const reported = new WeakSet<Call>()
  const report = (inbound: Inbound, calls: readonly Call[], isLate: boolean) => {
    const sent = calls.filter(({ wire }) => wire)
    for (const call of sent) reported.add(call)
    listener.onRequest({
      id: inbound.id,
      request: `${inbound.method} ${inbound.path}`,
      status: inbound.status,
      durationMs: inbound.durationMs,
      isLate,
      calls: sent.map((call) => judgeCall(call, inbound, recent)),
    })
  }
  const finish = (inbound: Inbound) => {
    if (inbound.isReported) return
    claimByPromise(inbound)
    forgetPromises(inbound)
    inbound.crossings.splice(0)
    inbound.isReported = true
    report(inbound, inbound.calls, false)
  }
  const late = new Set<Call>()
  const reportLate = (call: Call) => {
    const { owner } = call
    if (late.delete(call) && owner?.calls.includes(call) && !reported.has(call))
      report(owner, [call], true)
  }
  const outside = (fn: () => void) => scopes.exit(() => safely(fn))

  watchEmitters()
  watchWaybills()
  watchMiddleware()
  watchNodeClient()
  watchHttp2Client()
  watchUndici()
  watchServers({
    onStart(inbound) {
      followRuns()
      recent.push(inbound)
      const oldest = recent.findIndex(({ isReported }) => isReported)
      if (recent.length > REMEMBERED && oldest >= 0) recent.splice(oldest, 1)
    },
    onAnswer: (inbound) => safely(() => claimByAnswer(inbound)),
    onEnd(inbound) {
      // What the answer has set going may still make a call.
      outside(() =>
        setImmediate(() =>
          safely(() => {
            finish(inbound)
          }),
        ).unref(),
      )
    },
  })
  onCallSent((call) => {
    safely(() => giveToOwner(call, recent))
    const { owner } = call
    if (!owner?.isReported) return
    late.add(call)
    // Another request may turn out to be the one that it was made for.
    outside(() => setTimeout(() => safely(() => reportLate(call)), LATE_MS).unref())
  })
  onPolicy((policy) => outside(() => checkPolicy(policy, listener)))
  watchResources((promise) => safely(() => noteCrossing(promise)))
  return () => {
    for (const inbound of recent) safely(() => finish(inbound))
    for (const call of late) safely(() => reportLate(call))
  }
}

function checkPolicy(policy: ReadPolicy, listener: SessionListener): void {
  const about = { at: undefined, because: [], headers: [], request: undefined, call: undefined }
  for (const cause of dangersOf(policy))
    listener.onFinding({
      ...about,
      kind: 'unsafe-policy',
      cause,
      remedy: 'name the hosts: targets: ["mesh", "api.example.com"]',
    })
  const api = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1')) as object | undefined
  if (api && 'trace' in api && !policy.hasTracing)
    listener.onFinding({
      ...about,
      kind: 'opentelemetry',
      cause: 'OpenTelemetry is registered, and may set traceparent beside Waybill',
      remedy: 'write extensions: [openTelemetry()], from @waybill/opentelemetry',
    })
}

/** The doctor must not break what it watches. */
function safely(fn: () => void): void {
  try {
    fn()
  } catch (error) {
    if (process.env.WAYBILL_DOCTOR_DEBUG) console.error(error)
  }
}
