import type { Waybill } from '@waybill/core'

/** What the doctor reads of a policy. */
export interface ReadPolicy {
  readonly rules: readonly ReadRule[]
  readonly targets: unknown
  readonly hasTracing: boolean
}

interface ReadRule {
  readonly name: string
  readonly as: string
  readonly isPrefix: boolean
}

const CREDENTIAL = /(^|-)(authorization|cookie|jwt|bearer|password|secret|credentials?|token)(-|$)/
const read = new WeakMap<object, ReadPolicy>()
let last: ReadPolicy | undefined
let told: (policy: ReadPolicy) => void = () => {}

/** Sets who is told of each policy, once, when its first waybill is seen. */
export function onPolicy(fn: typeof told): void {
  told = fn
}

/** The policy of a waybill, or the last one that was seen. A waybill of another version may not show its own. */
export function policyOf(waybill: Waybill | undefined): ReadPolicy | undefined {
  try {
    const policy = (waybill as { slots?: { policy?: Policy } } | undefined)?.slots?.policy
    if (policy) {
      last = read.get(policy) ?? readPolicy(policy)
      if (!read.has(policy)) {
        read.set(policy, last)
        told(last)
      }
    }
  } catch {}
  return last
}

/** The name that a header goes out under, or `undefined` for one that the policy does not carry. */
export function outgoingName(policy: ReadPolicy | undefined, name: string): string | undefined {
  const rule =
    policy?.rules.find((one) => !one.isPrefix && one.name === name) ??
    policy?.rules.find((one) => one.isPrefix && name.startsWith(one.name))
  return rule && (rule.isPrefix ? rule.as + name.slice(rule.name.length) : rule.as)
}

/** What of a policy lets out more than it should, in one sentence each. */
export function dangersOf({ rules, targets }: ReadPolicy): string[] {
  const wide = [targets].flat().filter(isWide)
  const names = rules.map(({ name }) => name)
  const secret = names.filter((name) => CREDENTIAL.test(name) || name === 'baggage')
  if (wide.length === 0) return []
  return [
    `\`targets\` holds ${wide.map((one) => `"${one}"`).join(', ')}, so the headers${secret.length > 0 ? `, ${secret.join(' and ')} among them,` : ''} go to hosts of anybody`,
  ]
}

interface Policy {
  readonly rules: readonly ReadRule[]
  readonly settings?: { targets?: unknown; extensions?: readonly { name: string }[] }
}

function readPolicy({ rules, settings }: Policy): ReadPolicy {
  return {
    rules,
    targets: settings?.targets,
    hasTracing: settings?.extensions?.some(({ name }) => /opentelemetry/.test(name)) === true,
  }
}

function isWide(target: unknown): boolean {
  if (typeof target !== 'string') return false
  // All hosts below a top-level domain, or all addresses.
  return target === 'any' || /^(\w+:\/\/)?\*\.[a-z]{2,}$/i.test(target)
    ? target === 'any' ||
        !/\.(local|internal|svc|consul|localhost|prod|staging|dev|test)$/i.test(target)
    : /^[\d.:[\]]+\/0$/.test(target)
}
