import type { Carrier } from '../capture/carrier.ts'
import { Layouts } from '../capture/layouts.ts'
import { familyOf } from '../headers/families.ts'
import { isCredential } from '../headers/header-name.ts'
import { Decisions } from '../targets/decisions.ts'
import { compileTargets, isByOrigin } from '../targets/targets.ts'
import { type CompiledRule, compileRules } from './compile-rules.ts'
import { configurationError } from './configuration-error.ts'
import { type Extensions, sortExtensions } from './extension.ts'
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
  /** For each inbound name, the places of its rules. */
  readonly byName: ReadonlyMap<string, readonly number[]>
  /** The places of prefix rules. */
  readonly prefixes: readonly number[]
  /** The places of rules that can make a header which did not come in. */
  readonly makers: readonly number[]
  /** Whether two rules could make the same header. */
  readonly hasRivals: boolean
  /** Whether a rule drops what came in more than once. */
  readonly dropsRepeats: boolean
  /** For each outgoing name, the place of the first rule that makes it. */
  readonly outgoing: ReadonlyMap<string, number>
  readonly decisions: Decisions
  readonly layouts: Layouts
  readonly settings: Required<PolicyOptions>
  readonly extensions: Extensions
}

// Found on the global registry, so that a policy made by another copy of this package is known as one.
const BRAND: unique symbol = Symbol.for('@waybill/core.policy.1') as never

/**
 * Compiles a service's rules, once, at start-up. Given a policy, it returns that policy.
 * @throws TypeError for anything wrong with the options, with a sentence that says what to write instead
 */
export function definePolicy<C = Carrier>(options: PolicyOptions<C> | Policy = {}): Policy {
  if ((options as Partial<CompiledPolicy> | null)?.[BRAND]) return options as Policy
  const settings = checkOptions(options)
  const own = compileRules(settings.headers)
  const extensions = sortExtensions(settings.extensions)
  const extended = compileRules([
    ...new Set(settings.extensions.flatMap(({ headers = [] }) => headers)),
  ])
  const rules = [
    ...own,
    ...extended.filter(({ name }) => !own.some(({ as, isPrefix }) => as === name && !isPrefix)),
  ]
  const places = (isWanted: (rule: CompiledRule) => unknown) =>
    rules.flatMap((rule, index) => (isWanted(rule) ? index : []))
  const exact = rules.filter(({ isPrefix }) => !isPrefix)
  const outgoing = new Map(
    exact.map(({ as }) => [as, rules.findIndex((rule) => rule.as === as && !rule.isPrefix)]),
  )
  const matches = compileTargets(settings.targets)
  const matchesAdded = compileTargets(environmentTargets(), 'WAYBILL_TARGETS')
  const policy: CompiledPolicy = {
    [BRAND]: true,
    headers: Object.freeze(rules.map(({ as, isPrefix }) => as + (isPrefix ? '*' : ''))),
    generate: Object.freeze(checkNames('generate', settings.generate, outgoing)),
    echo: Object.freeze(checkNames('echo', settings.echo, outgoing)),
    rules,
    byName: new Map(
      exact.map(({ name }) => [name, places((rule) => rule.name === name && !rule.isPrefix)]),
    ),
    prefixes: places(({ isPrefix }) => isPrefix),
    makers: places(({ value, isPrefix }) => value && !isPrefix),
    hasRivals: outgoing.size < rules.length,
    dropsRepeats: rules.some(({ repeat }) => repeat === 'drop'),
    outgoing,
    decisions: new Decisions(
      (destination) => matchesAdded(destination) || matches(destination),
      rules.map(({ matches }) => matches),
      isByOrigin(settings.targets) && rules.every((rule) => rule.isByOrigin),
    ),
    layouts: new Layouts(rules, settings),
    settings,
    extensions,
  }
  return Object.freeze(policy)
}

// Headers whose values are not UUIDs, beside those of families.
const TRACE_CONTEXT =
  /^(uber-trace-id|sw8|x-(amzn-trace-id|cloud-trace-context|ot-span-context)|grpc-trace-bin|baggage)$/

function checkNames(
  option: 'generate' | 'echo',
  names: readonly unknown[],
  outgoing: ReadonlyMap<string, number>,
): string[] {
  return names.map((given) => {
    const name = String(given).toLowerCase()
    if (!outgoing.has(name)) {
      throw configurationError(
        `each name in \`${option}\` must stand in \`headers\` too, as a whole name`,
        given,
        'add it to `headers`',
      )
    }
    const isContext = familyOf(name).length > 1 || TRACE_CONTEXT.test(name)
    if (isCredential(name) || (isContext && option === 'generate')) {
      throw configurationError(
        '`generate` is not for credentials and trace contexts, and `echo` not for credentials',
        name,
        `write ${option}: ["x-request-id"]`,
      )
    }
    return name
  })
}

function environmentTargets(): string[] {
  const text = globalThis.process?.env?.WAYBILL_TARGETS ?? ''
  return text.split(',').flatMap((target) => target.trim() || [])
}
