import { ListedWaybill, type Waybill } from '../forward/waybill.ts'
import { attempt } from '../policy/extension.ts'
import type { CompiledPolicy, Policy } from '../policy/policy.ts'
import { channels } from '../report/diagnostics.ts'
import { type Carrier, isNodeRequest, type NodeRequest } from './carrier.ts'
import { Draft } from './draft.ts'
import type { Layout } from './layouts.ts'
import { readInto } from './read.ts'
import { slotsOf } from './slots.ts'

/**
 * Reads a carrier's headers into a waybill, by the rules of a policy. It never throws: what cannot be carried is left
 * out, and reported on the channel `waybill:drop`.
 * @param carrier the request, or its headers in any shape
 */
export function capture(policy: Policy, carrier: Carrier): Waybill {
  const compiled = policy as CompiledPolicy
  const isOurs = isTrusted(compiled, carrier)
  const waybill = read(compiled, carrier, isOurs)
  if (compiled.extensions.capture.length > 0)
    extend(compiled, waybill, isOurs ? carrier : undefined)
  return waybill
}

/** Lets the extensions of a policy see what was captured. Apart, since its closures take memory where it is called. */
function extend(policy: CompiledPolicy, waybill: Waybill, carrier: Carrier | undefined): void {
  for (const one of policy.extensions.capture) attempt(() => one.capture?.(waybill, carrier))
}

function read(policy: CompiledPolicy, carrier: Carrier, isOurs: boolean): Waybill {
  const layout = isOurs ? layoutOf(policy, carrier) : undefined
  if (layout && !channels.capture.hasSubscribers && !channels.drop.hasSubscribers)
    return new ListedWaybill(layout, (carrier as NodeRequest).rawHeaders, layout.notes)
  const draft = isOurs ? readSafely(policy, carrier) : new Draft()
  if (!isOurs) for (const name of policy.headers) draft.note(name, 'untrusted')
  generate(policy, draft)
  report(draft)
  const { names, rules, values, notes } = draft
  return new ListedWaybill(slotsOf(policy, names, rules), values, notes)
}

function isTrusted({ settings: { trust } }: CompiledPolicy, carrier: Carrier): boolean {
  if (typeof trust === 'boolean') return trust
  try {
    return trust(carrier) === true
  } catch {
    return false
  }
}

function layoutOf({ layouts }: CompiledPolicy, carrier: Carrier): Layout | undefined {
  try {
    return isNodeRequest(carrier) ? layouts.find(carrier) : undefined
  } catch {
    return undefined
  }
}

function readSafely(policy: CompiledPolicy, carrier: Carrier): Draft {
  const draft = new Draft()
  try {
    readInto(draft, policy, carrier)
    if (isNodeRequest(carrier)) policy.layouts.remember(policy, carrier, draft)
    return draft
  } catch {
    // A half-read carrier could leave half a family, so nothing of it is kept.
    const nothing = new Draft()
    nothing.note('*', 'unreadable-carrier')
    return nothing
  }
}

function generate({ generate, outgoing }: CompiledPolicy, draft: Draft): void {
  for (const name of generate) {
    if (draft.names.includes(name)) continue
    draft.take(name, globalThis.crypto.randomUUID(), outgoing.get(name) as number)
    draft.note(name, 'generated')
  }
}

function report({ names, notes }: Draft): void {
  if (channels.capture.hasSubscribers) channels.capture.publish({ headers: [...names] })
  if (!channels.drop.hasSubscribers) return
  for (const [header, reason] of notes)
    if (reason !== 'generated') channels.drop.publish({ header, reason })
}
