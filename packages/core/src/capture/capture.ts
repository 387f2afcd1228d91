import { Waybill } from '../forward/waybill.ts'
import type { CompiledPolicy, Policy } from '../policy/policy.ts'
import { channels } from '../report/diagnostics.ts'
import type { Carrier } from './carrier.ts'
import { type Draft, lose } from './draft.ts'
import { read } from './read.ts'
import { keepFamiliesWhole, keepOneB3 } from './whole-families.ts'

/**
 * Reads a carrier's headers into a waybill, by the rules of a policy. It never throws: what cannot be carried is left
 * out, and reported on the channel `waybill:drop`.
 * @param carrier the request, or its headers in any shape
 */
export function capture(policy: Policy, carrier: Carrier): Waybill {
  const compiled = policy as CompiledPolicy
  const draft: Draft = {
    policy: compiled,
    carrier,
    values: new Array<string | undefined>(compiled.rules.length).fill(undefined),
    prefixed: [],
    generated: [],
    losses: [],
    bytes: 0,
    count: 0,
  }
  if (isTrusted(compiled, carrier)) readSafely(draft)
  else for (const header of compiled.headers) draft.losses.push({ header, reason: 'untrusted' })
  generate(draft)
  report(draft)
  // Not the draft itself: its carrier would keep the request alive for as long as anything it started.
  const { values, prefixed, generated, losses } = draft
  return new Waybill(policy, { values, prefixed, generated, losses })
}

function isTrusted({ trust }: CompiledPolicy, carrier: Carrier): boolean {
  if (typeof trust === 'boolean') return trust
  try {
    return trust(carrier) === true
  } catch {
    return false
  }
}

function readSafely(draft: Draft): void {
  try {
    read(draft)
  } catch {
    // A half-read carrier could leave half a family, so nothing of it is kept.
    draft.values.fill(undefined)
    draft.prefixed.length = 0
    lose(draft, '*', 'unreadable-carrier')
    return
  }
  keepFamiliesWhole(draft)
  keepOneB3(draft)
}

function generate({ policy, values, generated }: Draft): void {
  for (const name of policy.generate) {
    if (policy.rules.some((rule, index) => rule.as === name && values[index] !== undefined))
      continue
    values[policy.outgoing.get(name) as number] = globalThis.crypto.randomUUID()
    generated.push(name)
  }
}

function report(draft: Draft): void {
  if (channels.capture.hasSubscribers) {
    const names = draft.policy.rules.flatMap((rule, index) =>
      draft.values[index] === undefined ? [] : rule.as,
    )
    channels.capture.publish({ headers: [...names, ...draft.prefixed.map(({ as }) => as)] })
  }
  if (channels.drop.hasSubscribers) for (const loss of draft.losses) channels.drop.publish(loss)
}
