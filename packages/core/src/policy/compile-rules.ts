import { isCredential, isHeaderName, isNeverCarried } from '../headers/header-name.ts'
import { presets } from '../headers/presets.ts'
import { compileTargets, isByOrigin, type TargetMatcher } from '../targets/targets.ts'
import { configurationError } from './configuration-error.ts'
import { isRecord, isSyncFunction } from './policy-options.ts'
import type { Rule } from './rule.ts'

/** A rule as capture and forward use it. */
export interface CompiledRule {
  /** Lower case; for a prefix, without the `*`. */
  readonly name: string
  readonly as: string
  readonly isPrefix: boolean
  readonly value: Rule['value'] | undefined
  readonly matches: TargetMatcher | undefined
  /** See `isByOrigin` of targets. */
  readonly isByOrigin: boolean
  readonly repeat: 'first' | 'join' | 'drop'
}

const REPEATS = ['first', 'join', 'drop']

/**
 * Compiles `headers`.
 * @throws TypeError for the first entry that cannot be carried, or that stands twice
 */
export function compileRules(headers: readonly unknown[]): CompiledRule[] {
  const seen = new Set<string>()
  return headers.flatMap((entry) => {
    const rule = compileRule(entry)
    const key = `${rule.name}${rule.isPrefix} ${rule.as}`
    if (rule.value) return rule
    if (!seen.has(key)) {
      seen.add(key)
      return rule
    }
    if (isOfPreset(entry, headers)) return []
    throw configurationError(
      'each header must stand once in `headers`',
      rule.name,
      'remove the second one',
    )
  })
}

function compileRule(entry: unknown): CompiledRule {
  const rule = typeof entry === 'string' ? { name: entry } : entry
  if (!isRecord(rule)) {
    throw configurationError(
      'each entry of `headers` must be a header name or a rule',
      entry,
      'write "x-tenant", { name: "x-tenant" } or ...presets.istio',
    )
  }
  const { name: given, as = given, value, targets, repeat = repeatOf(given), ...rest } = rule
  const refuse = (wanted: string, got: unknown, write: string) =>
    configurationError(`in the rule for ${JSON.stringify(given)}, ${wanted}`, got, write)
  for (const field of Object.keys(rest))
    throw refuse('a field must be name, as, value, targets or repeat', field, 'remove it')
  const name = compileName(given)
  const out = compileName(as)
  const isPrefix = name.endsWith('*')
  if (isPrefix !== out.endsWith('*')) {
    throw refuse('`as` must end in "*" if `name` does', as, 'write { name: "x-a-*", as: "x-b-*" }')
  }
  if (value !== undefined && !isSyncFunction(value)) {
    throw refuse(
      '`value` must be a function that is not async',
      value,
      'write ({ value }) => value?.trim()',
    )
  }
  if (!REPEATS.includes(repeat as string))
    throw refuse('`repeat` must be "first", "join" or "drop"', repeat, 'write "first"')
  if ((isCredential(name) || isCredential(out)) && (targets === undefined || targets === 'any')) {
    throw refuse(
      'the hosts that may get credentials must be named',
      targets,
      'write targets: ["accounts.internal"]',
    )
  }
  return {
    name: isPrefix ? name.slice(0, -1) : name,
    as: isPrefix ? out.slice(0, -1) : out,
    isPrefix,
    value: value as Rule['value'],
    matches: targets === undefined ? undefined : compileTargets(targets),
    isByOrigin: isByOrigin(targets),
    repeat: repeat as CompiledRule['repeat'],
  }
}

function repeatOf(name: unknown): CompiledRule['repeat'] {
  return /^(tracestate|baggage)$/i.test(String(name)) ? 'join' : 'first'
}

/** The name in lower case, with the star of a prefix. */
function compileName(text: unknown): string {
  const whole = typeof text === 'string' ? text.toLowerCase() : ''
  const name = whole.replace(/\*$/, '')
  if (!isHeaderName(name)) {
    throw configurationError(
      'a header name must be made of letters, digits and "-", with one "*" at the end at most',
      text,
      'write "x-tenant" or "x-tenant-*"',
    )
  }
  if (isNeverCarried(name) || (isNeverCarried(`${name}-`) && name !== whole))
    throw configurationError(
      'a header of one connection, one message or one proxy can never be carried',
      text,
      'remove it',
    )
  if (name !== whole && isCredential(name.replace(/-$/, '')))
    throw configurationError(
      'a prefix must not stand for credentials',
      text,
      'write a rule with `targets` for each of them',
    )
  return whole
}

/** Whether an entry came in with a whole preset: these overlap, so `[...presets.istio, ...presets.w3c]` must work. */
function isOfPreset(entry: unknown, headers: readonly unknown[]): boolean {
  return Object.values<readonly unknown[]>(presets).some(
    (preset) => preset.includes(entry) && `,${headers},`.includes(`,${preset},`),
  )
}
