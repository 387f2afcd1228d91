import { clientOf, goesThroughWaybill } from './clients.ts'
import type { Finding } from './findings.ts'
import type { JudgedHeader } from './header-states.ts'
import { explainLoss } from './lost.ts'
import { lateMiddleware } from './middleware.ts'
import type { Call, Inbound } from './model.ts'
import { loadedCopies, stores } from './waybills.ts'

/** What is wrong, without the call that it is about. */
export type Found = Pick<Finding, 'kind' | 'cause' | 'remedy'> & { because?: readonly string[] }

/** Why a header that came in did not go out; nothing where that is as it should be. */
export function missing(
  { refusal, isTrace }: JudgedHeader,
  call: Call,
  inbound: Inbound,
  from: Call | undefined,
): Found | undefined {
  const { waybill, captures, given } = call.place
  if (refusal === 'not-configured' && !isTrace) return undefined
  if (call.claim) return { kind: 'lost-context', ...explainLoss(call) }
  if (!waybill) {
    if (captures > 0) return { kind: 'lost-context', ...explainLoss(call) }
    return notCaptured(inbound)
  }
  if (refusal === 'not-configured')
    return {
      kind: 'not-configured',
      cause: 'the headers came in, but `headers` of the policy does not name them',
      remedy: 'add them: headers: [...presets.istio, ...], from @waybill/core',
    }
  if (refusal === 'target-refused' && !from) {
    const { host } = new URL(call.url)
    return {
      kind: 'target-refused',
      cause: `\`targets\` of the policy does not let headers go to ${host}`,
      remedy: `write targets: ["mesh", "${new URL(call.url).hostname}"], or set WAYBILL_TARGETS`,
    }
  }
  if (refusal !== undefined) return undefined
  if (from?.wire && given === undefined)
    return {
      kind: 'redirect-drop',
      cause: `a redirect of ${new URL(from.url).host} has led here, and what follows it does not ask Waybill`,
      remedy: clientOf(call).remedy,
    }
  if (given === undefined) return goesThroughWaybill(call) ? apart() : unwrapped(call)
  return given.length > 0
    ? {
        kind: 'removed',
        cause: 'Waybill gave the headers, and something took them off before the call went out',
        remedy:
          'look for what replaces the headers of the call: an interceptor, a hook, a copy of the options',
      }
    : undefined
}

function notCaptured(inbound: Inbound): Found | undefined {
  const [copies, late] = [loadedCopies(), lateMiddleware()[0]]
  if (stores().length > 1) return apart()
  if (inbound.captures > 0 || late)
    return {
      kind: 'middleware-order',
      cause: late
        ? `waybill() was registered behind ${late.behind}`
        : 'waybill() ran after the call was made',
      because: late?.at ? [`registered at ${late.at}`] : [],
      remedy: 'register waybill() first, before all routes and other middleware',
    }
  return {
    kind: 'not-captured',
    cause:
      copies.length === 0
        ? 'this process has not loaded Waybill'
        : 'no waybill() stands where this request came in',
    remedy: 'add waybill() of the adapter of your framework, or start with --import @waybill/auto',
  }
}

function apart(): Found {
  return {
    kind: 'two-copies',
    cause: 'one copy of @waybill/core has read the request, and another was asked for its headers',
    because: loadedCopies().map(({ folder, version }) => `${version} in ${folder}`),
    remedy: 'install one version for all packages: npm ls @waybill/core shows who brings the other',
  }
}

function unwrapped(call: Call): Found {
  const { name, remedy } = clientOf(call)
  return { kind: 'unwrapped-client', cause: `${name} sends what nothing of Waybill sees`, remedy }
}
