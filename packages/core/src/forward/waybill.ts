import type { Carrier } from '../capture/carrier.ts'
import { type Slots, slotsOf } from '../capture/slots.ts'
import { familyBit } from '../headers/families.ts'
import { isBlank } from '../headers/header-value.ts'
import { attempt, type Extensions } from '../policy/extension.ts'
import { channels } from '../report/diagnostics.ts'
import { warnOfRefusedHost } from '../report/warn.ts'
import type { CallTarget, Decision } from '../targets/decisions.ts'
import { type Caller, NO_CALLER, readCaller } from './caller.ts'
import { fill, newHeaders } from './fill.ts'
import type { Reason } from './reasons.ts'
import { ruleFor, whyNotSettable } from './settable.ts'
import { isSignedTarget } from './signed-request.ts'

/** What `explain` says of one header. */
export interface HeaderExplanation {
  /** The name it goes, or would go, out under. */
  readonly header: string
  readonly isForwarded: boolean
  readonly reason: Reason
  /** The same in words. Names only, never a value. */
  readonly why: string
}

/** By outgoing name, what was left out and why, and what did not come in but was made. */
export type Notes = ReadonlyMap<string, Reason>
type Visit = (name: string, value: string, reason: Reason, isForwarded: boolean) => void

/** Says why a header, by the place of its rule, may not be added to a call; `undefined` if it may. */
type WhyNot = (name: string, rule: number) => Reason | undefined

const SET = 'set-by-application'

/** The context of one request: its policy, and the headers captured from it. Made by `capture`. */
export interface Waybill {
  /** The value that a header has in this request, by the name it goes out under, in any case. */
  get(name: string): string | undefined
  /** Whether there is nothing to forward, wherever a call goes. */
  readonly isEmpty: boolean
  /** See `setHeader`. */
  set(name: string, value: string | undefined): boolean
  /** See `forward`. What it returns has a prototype, but an empty one that nobody can change: to have none takes longer. */
  forward(target: CallTarget, already?: Carrier): Record<string, string>
  /** See `explain`. */
  explain(target: CallTarget, already?: Carrier): HeaderExplanation[]
}

/** A waybill over lists of names and values, which it may share with others. */
export class ListedWaybill implements Waybill {
  private slots: Slots
  private values: readonly string[]
  private notes: Notes | undefined

  constructor(slots: Slots, values: readonly string[], notes: Notes | undefined) {
    this.slots = slots
    this.values = values
    this.notes = notes
  }

  get(name: string): string | undefined {
    const { names, at } = this.slots
    return this.values[at[names.indexOf(name.toLowerCase())] as number]
  }

  get isEmpty(): boolean {
    return this.slots.names.length === 0 && this.extensions.forward.length === 0
  }

  get extensions(): Extensions {
    return this.slots.policy.extensions
  }

  set(given: string, value: string | undefined): boolean {
    const { policy, names, rules, at } = this.slots
    const name = typeof given === 'string' ? given.toLowerCase() : ''
    const kept = names.flatMap((other, i) =>
      other === name
        ? []
        : [[other, this.values[at[i] as number] as string, rules[i] as number] as const],
    )
    const own = kept.filter(([other]) => this.notes?.get(other) === SET)
    const reason = whyNotSettable(policy, name, value, own.length)
    if (reason !== undefined) {
      if (channels.drop.hasSubscribers) channels.drop.publish({ header: name, reason })
      return false
    }
    const isSet = value !== undefined && !isBlank(value)
    if (isSet) kept.push([name, value, ruleFor(policy, name)])
    this.slots = slotsOf(
      policy,
      kept.map(([one]) => one),
      kept.map(([, , rule]) => rule),
    )
    this.values = kept.map(([, one]) => one)
    this.notes = new Map(this.notes).set(name, isSet ? SET : 'taken-back')
    return true
  }

  forward(target: CallTarget, already?: Carrier): Record<string, string> {
    const { policy, names } = this.slots
    const decision = policy.decisions.decide(target)
    const isExtended = policy.extensions.forward.length > 0
    const caller = readCaller(already, isExtended ? undefined : names)
    const headers = newHeaders(names.length)
    if (!decision?.isAll || caller !== NO_CALLER || isSignedTarget(target))
      this.judge(headers, target, decision, caller)
    else fill(headers, this.slots, this.values)
    if (isExtended) this.extend(headers, judging(target, decision, caller))
    if (channels.forward.hasSubscribers)
      channels.forward.publish({ target: decision?.origin, headers: Object.keys(headers) })
    return headers
  }

  explain(target: CallTarget, already?: Carrier): HeaderExplanation[] {
    const { policy, names } = this.slots
    const explained = new Map<string, readonly [Reason, boolean]>()
    for (const name of policy.headers)
      if (!name.endsWith('*')) explained.set(name, ['not-received', false])
    for (const [name, reason] of this.notes ?? []) explained.set(name, [reason, false])
    this.visit(
      target,
      policy.decisions.decide(target),
      readCaller(already, names),
      (name, _value, reason, isForwarded) => explained.set(name, [reason, isForwarded]),
    )
    return Array.from(explained, ([header, [reason, isForwarded]]) => {
      const why = `${header} is ${isForwarded ? '' : 'not '}forwarded: ${reason.replaceAll('-', ' ')}`
      return { header, isForwarded, reason, why }
    })
  }

  /** Lets the extensions of the policy change what is added. */
  private extend(headers: Record<string, string>, whyNot: WhyNot): void {
    const { policy } = this.slots
    const allows = (name: string) => !whyNot(name, ruleFor(policy, name))
    for (const one of policy.extensions.forward)
      attempt(() => one.forward?.({ waybill: this, headers, allows }))
  }

  /** Adds what may go to a target header by header, and reports the others. */
  private judge(
    headers: Record<string, string>,
    target: CallTarget,
    decision: Decision | undefined,
    caller: Caller | undefined,
  ): void {
    let isRefused = false
    this.visit(target, decision, caller, (header, value, reason, isForwarded) => {
      if (isForwarded) headers[header] = value
      else if (channels.drop.hasSubscribers)
        channels.drop.publish({ header, reason, target: decision?.origin })
      isRefused ||= reason === 'target-refused'
    })
    if (isRefused && decision && !decision.isAllowed && this.slots.policy.settings.warnOnRefusal)
      warnOfRefusedHost(decision.host)
  }

  /** Visits each header that this request has, with the reason why it is, or is not, forwarded to a target. */
  private visit(
    target: CallTarget,
    decision: Decision | undefined,
    caller: Caller | undefined,
    visit: Visit,
  ): void {
    const { names, rules, at } = this.slots
    const whyNot = judging(target, decision, caller)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const value = this.values[at[i] as number] as string
      const reason = whyNot(name, rules[i] as number)
      visit(name, value, reason ?? this.notes?.get(name) ?? 'captured', reason === undefined)
    }
  }
}

function judging(
  target: CallTarget,
  decision: Decision | undefined,
  caller: Caller | undefined,
): WhyNot {
  const isSigned = caller?.isSigned || isSignedTarget(target)
  return function whyNot(name, rule) {
    if (!caller) return 'unreadable-carrier'
    if (!decision) return 'invalid-target'
    if (isSigned) return 'signed-request'
    if (caller.names.includes(name)) return 'set-by-caller'
    if (caller.families && caller.families & familyBit(name)) return 'family-set-by-caller'
    return (rule < 0 ? decision.isAllowed : decision.rules[rule]) ? undefined : 'target-refused'
  }
}
