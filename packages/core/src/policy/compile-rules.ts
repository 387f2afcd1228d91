import { familyBit } from '../headers/families.ts'
import { isCredential, isHeaderName, whyNeverCarried } from '../headers/header-name.ts'
import { presets } from '../headers/presets.ts'
import { compileTargets, type TargetMatcher } from '../targets/targets.ts'
import { configurationError } from './configuration-error.ts'
import type { Rule } from './rule.ts'

/** A rule as capture and forward use it. */
export interface CompiledRule {
  /** Lower case; for a prefix, without the `*`. */
  readonly name: string
  readonly as: string
  readonly isPrefix: boolean
  readonly value: Rule['value'] | undefined
  readonly matcher: TargetMatcher | undefined
  readonly repeat: 'first' | 'join' | 'drop'
  /** See `familyBit`. */
  readonly family: number
}

const FIELDS = ['name', 'as', 'value', 'targets', 'repeat']
const LISTS = new Set(['tracestate', 'baggage'])

/**
 * Compiles `headers`.
 * @throws TypeError for the first entry that cannot be carried, or that stands twice
 */
export function compileRules(headers: unknown): CompiledRule[] {
  if (!Array.isArray(headers)) {
    const write =
      typeof headers === 'string' ? `write [${JSON.stringify(headers)}]` : 'write ["x-request-id"]'
    throw configurationError('`headers` must be an array of header names or rules', headers, write)
  }
  const fromPreset = spreadFromPresets(headers)
  const rules: CompiledRule[] = []
  const plain = new Set<string>()
  for (const [index, entry] of headers.entries()) {
    const rule = compileRule(entry)
    const key = `${rule.name}${rule.isPrefix ? '*' : ''} as ${rule.as}`
    if (!rule.value) {
      if (plain.has(key)) {
        if (fromPreset.has(index)) continue
        throw configurationError(
          'each header must stand once in `headers`',
          typeof entry === 'string' ? entry : rule.name,
          'remove the second one (a preset that is spread in may hold it already)',
        )
      }
      plain.add(key)
    }
    rules.push(rule)
  }
  return rules
}

function compileRule(entry: unknown): CompiledRule {
  const rule = (typeof entry === 'string' ? { name: entry } : entry) as Rule
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) {
    throw configurationError(
      'each entry of `headers` must be a header name or a rule',
      entry,
      Array.isArray(entry)
        ? 'spread it: [...presets.istio, "x-tenant"]'
        : 'write "x-tenant" or { name: "x-tenant" }',
    )
  }
  const unknown = Object.keys(rule).find((key) => !FIELDS.includes(key))
  if (unknown !== undefined)
    throw configurationError(`a rule has the fields ${FIELDS.join(', ')}`, unknown, 'remove it')
  const isPrefix = typeof rule.name === 'string' && rule.name.endsWith('*')
  const name = compileName('`name`', rule.name, isPrefix)
  const as = rule.as === undefined ? name : compileName('`as`', rule.as, isPrefix)
  const { value, targets, repeat = LISTS.has(name) ? 'join' : 'first' } = rule
  if (
    value !== undefined &&
    (typeof value !== 'function' || value.constructor.name === 'AsyncFunction')
  ) {
    const got = typeof value === 'function' ? 'an async function' : value
    throw configurationError(
      `\`value\` of the rule for "${name}" must be a function that is not async`,
      got,
      'write ({ value }) => value?.trim()',
    )
  }
  if (!['first', 'join', 'drop'].includes(repeat)) {
    throw configurationError(
      `\`repeat\` of the rule for "${name}" must be "first", "join" or "drop"`,
      repeat,
      'write "first"',
    )
  }
  if (
    !isPrefix &&
    (isCredential(name) || isCredential(as)) &&
    (targets === undefined || targets === 'any')
  ) {
    throw configurationError(
      `"${name}" carries credentials, so its rule must name the hosts it may go to in \`targets\``,
      targets,
      `write { name: ${JSON.stringify(name)}, targets: ["accounts.internal"] }`,
    )
  }
  return {
    name,
    as,
    isPrefix,
    value,
    repeat,
    matcher:
      targets === undefined
        ? undefined
        : compileTargets(targets, `\`targets\` of the rule for "${name}"`),
    family: isPrefix ? 0 : familyBit(as),
  }
}

function compileName(field: string, text: unknown, isPrefix: boolean): string {
  if (typeof text !== 'string')
    throw configurationError(`${field} of a rule must be a header name`, text, 'write "x-tenant"')
  if (isPrefix !== text.endsWith('*')) {
    throw configurationError(
      `${field} must end in "*" as \`name\` does, or neither of them`,
      text,
      'write { name: "x-a-*", as: "x-b-*" }',
    )
  }
  const name = (isPrefix ? text.slice(0, -1) : text).toLowerCase()
  if (isPrefix && name === '') {
    throw configurationError(
      'a prefix must have at least one character before its "*"',
      text,
      'write "x-tenant-*"',
    )
  }
  if (!isHeaderName(name) || name.includes('*')) {
    const hint =
      text.trim() !== text
        ? 'remove the blank'
        : 'write letters, digits and "-", with one "*" at the end at most'
    throw configurationError(`${field} must be a header name`, text, hint)
  }
  const why = whyNeverCarried(name) ?? (isPrefix ? whyNeverCarried(`${name}-`) : undefined)
  if (why)
    throw configurationError(`this header can never be carried, since ${why}`, text, 'remove it')
  if (isPrefix && isCredential(name.replace(/-$/, ''))) {
    throw configurationError(
      'a prefix must not stand for credentials',
      text,
      'write a rule with `targets` for each of them',
    )
  }
  return name
}

/**
 * The places of entries that came in with a whole preset. Presets overlap, so `[...presets.istio, ...presets.w3c]` must
 * work; a name that is written twice by hand is a mistake.
 */
function spreadFromPresets(headers: readonly unknown[]): Set<number> {
  const places = new Set<number>()
  for (const preset of Object.values<readonly unknown[]>(presets)) {
    for (let start = 0; start + preset.length <= headers.length; start++) {
      if (preset.every((entry, offset) => headers[start + offset] === entry)) {
        for (let offset = 0; offset < preset.length; offset++) places.add(start + offset)
      }
    }
  }
  return places
}
