import { durationOf } from './duration.ts'
import { membersOf, numberOf, type RuleField, required, wholeNumberOf } from './rule-field.ts'

/** What goes wrong on purpose, and for what part of the requests (0 to 100). */
export interface Fault {
  readonly delay?: { readonly milliseconds: number; readonly percentage: number }
  readonly abort?: { readonly status: number; readonly percentage: number }
}

/** Reads `fault`: a fixed delay, an abort with a status, or both. */
export function faultOf(field: RuleField | undefined): Fault {
  if (field === undefined) return {}
  const { delay, abort } = membersOf(field, ['delay', 'abort'])
  return { ...(delay && { delay: delayOf(delay) }), ...(abort && { abort: abortOf(abort) }) }
}

function delayOf(field: RuleField): NonNullable<Fault['delay']> {
  const { fixedDelay, percentage } = membersOf(field, ['fixedDelay', 'percentage'])
  return {
    milliseconds: durationOf(required(field, 'fixedDelay', fixedDelay)),
    percentage: percentageOf(required(field, 'percentage', percentage)),
  }
}

function abortOf(field: RuleField): NonNullable<Fault['abort']> {
  const { httpStatus, percentage } = membersOf(field, ['httpStatus', 'percentage'])
  return {
    status: wholeNumberOf(required(field, 'httpStatus', httpStatus), 200, 599),
    percentage: percentageOf(required(field, 'percentage', percentage)),
  }
}

// Istio takes a percentage left out as 0, which nobody who writes a fault means: it is asked for.
function percentageOf(field: RuleField): number {
  const { value } = membersOf(field, ['value'])
  return numberOf(required(field, 'value', value), 0, 100)
}
