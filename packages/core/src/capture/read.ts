import { isCredential, whyNeverCarried } from '../headers/header-name.ts'
import type { CompiledRule } from '../policy/compile-rules.ts'
import { type Carrier, eachHeader, isNodeRequest, type NodeRequest, rawValues } from './carrier.ts'
import { type Draft, lose } from './draft.ts'
import { type Found, settle } from './settle.ts'

/** The longest name that a prefix may match, in bytes. */
const MOST_NAME = 256

/**
 * Reads a carrier by the rules of the draft's policy.
 * @throws what a hostile carrier throws
 */
export function read(draft: Draft): void {
  if (isNodeRequest(draft.carrier)) readRequest(draft, draft.carrier)
  else readCarrier(draft, draft.carrier)
}

/** node:http has read `headers` before any handler runs, so looking up names is the cheapest way, and sees edits. */
function readRequest(draft: Draft, request: NodeRequest): void {
  const { rules, prefixRules, exactNames } = draft.policy
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as CompiledRule
    if (!rule.isPrefix) takeExact(draft, rule, i, findInRequest(request, rule.name, rule.repeat))
  }
  if (prefixRules.length === 0) return
  for (const name of Object.keys(request.headers)) {
    const rule = exactNames.has(name)
      ? undefined
      : prefixRules.find((rule) => name.startsWith(rule.name))
    if (rule) takePrefixed(draft, rule, name, findInRequest(request, name, rule.repeat))
  }
}

/**
 * Node joins a repeated header by ", ", or keeps the first of some; `rawHeaders` tells what came. A value that is not
 * what Node makes of `rawHeaders` was edited by the application, and the edit counts.
 */
function findInRequest(request: NodeRequest, name: string, repeat: CompiledRule['repeat']): Found {
  const value = request.headers[name]
  if (typeof value === 'string') {
    if (repeat !== 'drop' && !value.includes(',')) return value
    const raw = rawValues(request.rawHeaders, name)
    const isRepeated = raw.length > 1 && (raw.join(', ') === value || raw[0] === value)
    return isRepeated ? raw : value
  }
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string')
  // `headers` is an ordinary object, where names such as `__proto__` and `constructor` find something else.
  return value === undefined ? undefined : rawValues(request.rawHeaders, name)
}

function readCarrier(draft: Draft, carrier: Carrier): void {
  const { rules, prefixRules, exactNames } = draft.policy
  const found = new Map<string, string[]>()
  eachHeader(carrier, (name, value) => {
    const lower = name.toLowerCase()
    if (!exactNames.has(lower) && !prefixRules.some((rule) => lower.startsWith(rule.name))) return
    const values = found.get(lower)
    if (values) values.push(value)
    else found.set(lower, [value])
  })
  for (const [index, rule] of rules.entries()) {
    if (!rule.isPrefix) takeExact(draft, rule, index, found.get(rule.name))
  }
  for (const [name, values] of found) {
    const rule = exactNames.has(name)
      ? undefined
      : prefixRules.find((rule) => name.startsWith(rule.name))
    if (rule) takePrefixed(draft, rule, name, values)
  }
}

function takeExact(draft: Draft, rule: CompiledRule, index: number, found: Found): void {
  if (found === undefined && !rule.value) return
  const earlier = draft.policy.earlier[index] as readonly number[]
  if (earlier.length > 0 && earlier.some((other) => draft.values[other] !== undefined)) return
  draft.values[index] = settle(draft, rule, rule.name, rule.as, found)
}

function takePrefixed(draft: Draft, rule: CompiledRule, name: string, found: Found): void {
  const as = rule.as + name.slice(rule.name.length)
  // A prefix as wide as `x-*` also matches what must never be carried, or only by a rule of its own.
  const isOpen = whyNeverCarried(name) === undefined && whyNeverCarried(as) === undefined
  if (!isOpen || isCredential(name) || isCredential(as)) {
    lose(draft, as, 'never-carried')
    return
  }
  const value =
    as.length > MOST_NAME
      ? lose(draft, as.slice(0, MOST_NAME), 'over-limit')
      : settle(draft, rule, name, as, found)
  if (value !== undefined)
    draft.prefixed.push({ as, value, rule: draft.policy.rules.indexOf(rule) })
}
