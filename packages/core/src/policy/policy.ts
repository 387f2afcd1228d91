import type { Carrier } from '../capture/carrier.ts'
import { familyOf } from '../headers/families.ts'
import { isCredential } from '../headers/header-name.ts'
import { Decisions } from '../targets/decisions.ts'
import { compileTargets } from '../targets/targets.ts'
import { type CompiledRule, compileRules } from './compile-rules.ts'
import { configurationError } from './configuration-error.ts'
import { checkOptions, type PolicyOptions } from './policy-options.ts'

/** The compiled rules of a service. Made once, at start-up, by `definePolicy`. */
export interface Policy {
  /** The names and prefixes it carries, as they go out. */
  readonly headers: readonly string[]
  readonly generate: readonly string[]
  readonly echo: readonly string[]
}

/** A policy as capture and forward use it. */
export interface CompiledPolicy extends Policy {
  readonly [BRAND]: true
  readonly rules: readonly CompiledRule[]
  /** For each rule, the earlier rules that make the same outgoing header. */
  readonly earlier: readonly (readonly number[])[]
  readonly prefixRules: readonly CompiledRule[]
  /** Inbound names that have rules of their own, so that no prefix takes them. */
  readonly exactNames: ReadonlySet<string>
  /** For each outgoing name, the first rule that makes it. */
  readonly outgoing: ReadonlyMap<string, number>
  readonly decisions: Decisions
  readonly trust: boolean | ((carrier: Carrier) => boolean)
  readonly keepSingleB3: boolean
  readonly maxValueBytes: number
  readonly maxTotalBytes: number
  readonly maxHeaders: number
  readonly warnOnRefusal: boolean
}

// Found on the global registry, so that a policy made by another copy of this package is known as one.
const BRAND: unique symbol = Symbol.for('@waybill/core.policy.1') as never

/**
 * Compiles a service's rules, once, at start-up. Given a policy, it returns that policy.
 * @throws TypeError for anything wrong with the options, with a sentence that says what to write instead
 */
export function definePolicy<C = Carrier>(options: PolicyOptions<C> | Policy = {}): Policy {
  if (isPolicy(options)) return options
  const settings = checkOptions(options)
  const rules = compileRules(settings.headers)
  const outgoing = new Map<string, number>()
  for (const [index, rule] of rules.entries()) {
    if (!rule.isPrefix && !outgoing.has(rule.as)) outgoing.set(rule.as, index)
  }
  const policy: CompiledPolicy = {
    [BRAND]: true,
    headers: Object.freeze(rules.map((rule) => (rule.isPrefix ? `${rule.as}*` : rule.as))),
    generate: Object.freeze(compileGenerate(settings.generate, outgoing)),
    echo: Object.freeze(compileEcho(settings.echo, outgoing)),
    rules,
    earlier: rules.map((rule, index) =>
      indexesOf(rules.slice(0, index), (other) => !other.isPrefix && other.as === rule.as),
    ),
    prefixRules: rules.filter((rule) => rule.isPrefix),
    exactNames: new Set(rules.filter((rule) => !rule.isPrefix).map((rule) => rule.name)),
    outgoing,
    decisions: new Decisions(
      compileTargets(settings.targets),
      compileTargets(environmentTargets(), 'WAYBILL_TARGETS'),
      rules.map((rule) => rule.matcher),
    ),
    trust: settings.trust,
    keepSingleB3: settings.keepSingleB3,
    maxValueBytes: settings.maxValueBytes,
    maxTotalBytes: settings.maxTotalBytes,
    maxHeaders: settings.maxHeaders,
    warnOnRefusal: settings.warnOnRefusal,
  }
  return Object.freeze(policy)
}

function isPolicy(options: unknown): options is Policy {
  return (
    typeof options === 'object' &&
    options !== null &&
    (options as Partial<CompiledPolicy>)[BRAND] === true
  )
}

function compileGenerate(names: unknown, outgoing: ReadonlyMap<string, number>): string[] {
  return compileNames('generate', names, outgoing).map((name) => {
    if (
      familyOf(name).length > 1 ||
      /^(uber-trace-id|sw8|x-(amzn-trace-id|cloud-trace-context|ot-span-context)|grpc-trace-bin|baggage)$/.test(
        name,
      )
    ) {
      throw configurationError(
        '`generate` makes a UUID, which is not what this header holds',
        name,
        'write generate: ["x-request-id"]',
      )
    }
    return name
  })
}

function compileEcho(names: unknown, outgoing: ReadonlyMap<string, number>): string[] {
  return compileNames('echo', names, outgoing).map((name) => {
    if (isCredential(name))
      throw configurationError('`echo` must not put a credential on a response', name, 'remove it')
    return name
  })
}

function compileNames(
  option: string,
  names: unknown,
  outgoing: ReadonlyMap<string, number>,
): string[] {
  if (!Array.isArray(names)) {
    const write = typeof names === 'string' ? names : 'x-request-id'
    throw configurationError(
      `\`${option}\` must be an array of header names`,
      names,
      `write ["${write}"]`,
    )
  }
  return names.map((name: unknown) => {
    const lower = typeof name === 'string' ? name.toLowerCase() : ''
    if (!outgoing.has(lower)) {
      throw configurationError(
        `each name in \`${option}\` must stand in \`headers\` too, as a whole name`,
        name,
        `add it to \`headers\``,
      )
    }
    return lower
  })
}

function environmentTargets(): string[] {
  const text = globalThis.process?.env?.WAYBILL_TARGETS ?? ''
  return text.split(',').flatMap((target) => target.trim() || [])
}

function indexesOf<T>(items: readonly T[], test: (item: T) => boolean): number[] {
  return items.flatMap((item, index) => (test(item) ? [index] : []))
}
