import type { Carrier } from '../capture/carrier.ts'
import { familyBit } from '../headers/families.ts'
import { isBlank } from '../headers/header-value.ts'
import type { CompiledPolicy, Policy } from '../policy/policy.ts'
import { channels } from '../report/diagnostics.ts'
import { warnOfRefusedHost } from '../report/warn.ts'
import type { CallTarget, Decision } from '../targets/decisions.ts'
import { type Caller, readCallerSafely } from './caller.ts'
import { type Reason, sentence } from './reasons.ts'
import { isSettable, ruleFor } from './settable.ts'
import { isSignedTarget } from './signed-request.ts'

/** What `explain` says of one header. */
export interface HeaderExplanation {
  /** The name it goes, or would go, out under. */
  readonly header: string
  readonly isForwarded: boolean
  readonly reason: Reason
  /** The reason as a sentence. Names only, never a value. */
  readonly why: string
}

/** What was read from a request, by `capture`. */
export interface Captured {
  /** For each rule of the policy, its value. */
  readonly values: readonly (string | undefined)[]
  /** What prefix rules found, with the place of the rule. */
  readonly prefixed: readonly {
    readonly as: string
    readonly value: string
    readonly rule: number
  }[]
  /** Outgoing names whose values were made, not read. */
  readonly generated: readonly string[]
  /** What was kept out, and why. */
  readonly losses: readonly { readonly header: string; readonly reason: Reason }[]
}

type Visit = (header: string, value: string, reason: Reason) => void

const FORWARDED: ReadonlySet<Reason> = new Set<Reason>([
  'captured',
  'generated',
  'set-by-application',
])

/** The context of one request: its policy, and the headers captured from it. Made by `capture`. */
export class Waybill {
  readonly policy: Policy
  private readonly captured: Captured
  private own: Map<string, string> | undefined = undefined

  constructor(policy: Policy, captured: Captured) {
    this.policy = policy
    this.captured = captured
  }

  /** The value that a header has in this request, by the name it goes out under, in any case. */
  get(name: string): string | undefined {
    const lower = name.toLowerCase()
    const own = this.own?.get(lower)
    if (own !== undefined) return own === '' ? undefined : own
    const { rules } = this.policy as CompiledPolicy
    const value = this.captured.values.find(
      (value, index) => value !== undefined && rules[index]?.as === lower,
    )
    return value ?? this.captured.prefixed.find((header) => header.as === lower)?.value
  }

  /** Whether there is nothing to forward, wherever a call goes. */
  get isEmpty(): boolean {
    const { values, prefixed } = this.captured
    return !this.own?.size && prefixed.length === 0 && values.every((value) => value === undefined)
  }

  /** See `setHeader`. */
  set(name: string, value: string | undefined): boolean {
    this.own ??= new Map()
    if (!isSettable(this.policy as CompiledPolicy, name, value, this.own)) return false
    this.own.set(name.toLowerCase(), value === undefined || isBlank(value) ? '' : value)
    return true
  }

  /** See `forward`. */
  forward(target: CallTarget, already?: Carrier): Record<string, string> {
    // V8 keeps this fast; Object.create(null) makes a dictionary, which takes twice as long to fill.
    const headers: Record<string, string> = Object.setPrototypeOf({}, null)
    const decision = this.decide(target)
    const drop = (header: string, reason: Reason) => {
      if (!channels.drop.hasSubscribers) return
      channels.drop.publish({ header, reason, target: decision?.origin })
    }
    const caller = readCallerSafely(already)
    if (!caller) {
      // What the caller has set is not known, so nothing may be added beside it.
      drop('*', 'unreadable-carrier')
      return headers
    }
    let isRefused = false
    this.visit(target, decision, caller, (header, value, reason) => {
      if (FORWARDED.has(reason)) headers[header] = value
      else drop(header, reason)
      isRefused ||= reason === 'target-refused'
    })
    if (isRefused && decision) this.warn(decision)
    if (channels.forward.hasSubscribers) {
      channels.forward.publish({ target: decision?.origin, headers: Object.keys(headers) })
    }
    return headers
  }

  /** See `explain`. */
  explain(target: CallTarget, already?: Carrier): HeaderExplanation[] {
    const reasons = new Map<string, Reason>()
    for (const name of this.policy.headers) {
      if (!name.endsWith('*')) reasons.set(name, 'not-received')
    }
    for (const { header, reason } of this.captured.losses) reasons.set(header, reason)
    const caller = readCallerSafely(already)
    this.visit(target, this.decide(target), caller, (header, _value, reason) => {
      reasons.set(header, reason)
    })
    return Array.from(reasons, ([header, reason]) => {
      const isForwarded = FORWARDED.has(reason)
      const why = `${header} is ${isForwarded ? '' : 'not '}forwarded: ${sentence(reason)}`
      return { header, isForwarded, reason, why }
    })
  }

  private decide(target: CallTarget): Decision | undefined {
    return (this.policy as CompiledPolicy).decisions.decide(target)
  }

  private warn({ isAllowed, host }: Decision): void {
    if (!isAllowed && (this.policy as CompiledPolicy).warnOnRefusal) warnOfRefusedHost(host)
  }

  /** Visits each header that this request has, with the reason why it is, or is not, forwarded to a target. */
  private visit(
    target: CallTarget,
    decision: Decision | undefined,
    caller: Caller | undefined,
    visit: Visit,
  ): void {
    const { rules } = this.policy as CompiledPolicy
    const { values, prefixed, generated } = this.captured
    const isSigned = caller?.isSigned || isSignedTarget(target)
    const judge = (
      header: string,
      family: number,
      isAllowed: boolean | undefined,
      ifForwarded: Reason,
    ): Reason => {
      if (!caller) return 'unreadable-carrier'
      if (!decision) return 'invalid-target'
      if (isSigned) return 'signed-request'
      if (caller.names.has(header)) return 'set-by-caller'
      if ((family & caller.families) !== 0) return 'family-set-by-caller'
      return isAllowed ? ifForwarded : 'target-refused'
    }
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      const rule = rules[i]
      if (value === undefined || rule === undefined || this.own?.has(rule.as)) continue
      const reason = generated.includes(rule.as) ? 'generated' : 'captured'
      visit(rule.as, value, judge(rule.as, rule.family, decision?.rules[i], reason))
    }
    for (const { as, value, rule } of prefixed) {
      if (!this.own?.has(as))
        visit(as, value, judge(as, familyBit(as), decision?.rules[rule], 'captured'))
    }
    for (const [name, value] of this.own ?? []) {
      if (value === '') visit(name, value, 'taken-back')
      else
        visit(
          name,
          value,
          judge(name, familyBit(name), this.isOwnAllowed(name, decision), 'set-by-application'),
        )
    }
  }

  /** A header that the application sets goes where the rule of its name allows, or else where the policy does. */
  private isOwnAllowed(name: string, decision: Decision | undefined): boolean | undefined {
    const rule = ruleFor(this.policy as CompiledPolicy, name)
    return rule === undefined ? decision?.isAllowed : decision?.rules[rule]
  }
}
