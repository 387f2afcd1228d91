import { type Baggage, type Context, propagation } from '@opentelemetry/api'
import type { Waybill } from '@waybill/core'
import { baggageOf } from './baggage-header.ts'
import { refusal } from './refusal.ts'
import type { RequestContext } from './request-context.ts'

/** A header that is a member of OpenTelemetry's baggage, too. */
export interface BaggageRule {
  /** The name of the header. */
  header: string
  /** The key of the member. */
  key: string
  /**
   * What is made of what: a member of the header that came in, a header of the member where the header did not come in,
   * or both.
   * @default 'both'
   */
  direction?: 'to-baggage' | 'to-header' | 'both'
}

export type CompiledRule = Required<BaggageRule>

// What may stand as the key of a member, and as the name of a header.
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/
// As OpenTelemetry's own reader limits a member.
const MOST_BYTES = 4096

/**
 * Checks `baggage`.
 * @throws TypeError for the first rule that is wrong
 */
export function compileBaggageRules(given: unknown): CompiledRule[] {
  const example = 'baggage: [{ header: "x-tenant", key: "tenant" }]'
  if (!Array.isArray(given)) throw refusal('`baggage` must be an array', given, example)
  return given.map((one: unknown) => {
    const rule = typeof one === 'string' ? { header: one, key: one } : Object(one)
    const { header, key, direction = 'both' } = rule as CompiledRule
    if (typeof header !== 'string' || !TOKEN.test(header))
      throw refusal('each rule of `baggage` must name a header', one, example)
    if (typeof key !== 'string' || !TOKEN.test(key))
      throw refusal('each rule of `baggage` must have a key of letters and digits', key, example)
    if (!['to-baggage', 'to-header', 'both'].includes(direction))
      throw refusal('a direction is one of three', direction, '"to-baggage", "to-header" or "both"')
    return { header: header.toLowerCase(), key, direction }
  })
}

/** A context whose baggage has a member for each header of the rules that the request has. */
export function addToBaggage(
  context: Context,
  waybill: Waybill,
  rules: readonly CompiledRule[],
): Context {
  let baggage = propagation.getBaggage(context)
  for (const { header, key } of rules) {
    const value = waybill.get(header)
    if (value === undefined || value.length > MOST_BYTES) continue
    baggage = (baggage ?? propagation.createBaggage()).setEntry(key, {
      ...baggage?.getEntry(key),
      value,
    })
  }
  return baggage ? propagation.setBaggage(context, baggage) : context
}

/** Sets the headers of the rules that did not come in from the baggage that did. */
export function makeHeaders(waybill: Waybill, { settings, outer }: RequestContext): void {
  const missing = settings.toHeaders.filter(({ header }) => waybill.get(header) === undefined)
  if (missing.length === 0) return
  const baggage = propagation.getBaggage(outer) ?? baggageOf(waybill.get('baggage'))
  for (const { header, key } of missing) {
    const value = baggage?.getEntry(key)?.value
    if (value !== undefined) waybill.set(header, value)
  }
}

/** The headers of the rules whose members the application has changed since. */
export function changedHeaders(
  now: Baggage | undefined,
  { settings, context }: RequestContext,
): [string, string | undefined][] {
  const before = propagation.getBaggage(context)
  if (now === before) return []
  return settings.toHeaders.flatMap(({ header, key }): [string, string | undefined][] => {
    const value = now?.getEntry(key)?.value
    return value === before?.getEntry(key)?.value ? [] : [[header, value]]
  })
}
