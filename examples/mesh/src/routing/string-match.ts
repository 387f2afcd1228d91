import { membersOf, type RuleField, refuse, textOf } from './rule-field.ts'

/** What a rule asks of a text. */
export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'regex'
  /** As it stands in the rule; a regex has to match the whole text, as in Envoy. */
  readonly wanted: string
  /** Says whether a text is what is asked for; `undefined` stands for a header that is absent. */
  fits(text: string | undefined): boolean
}

/** Reads `exact`, `prefix` or `regex`. */
export function stringMatchOf(field: RuleField): StringMatch {
  const members = membersOf(field, ['exact', 'prefix', 'regex'])
  const [kind, ...others] = Object.keys(members) as StringMatch['kind'][]
  if (kind === undefined || others.length > 0) {
    refuse(field, 'must hold one of exact, prefix and regex')
  }
  const member = members[kind] as RuleField
  const wanted = textOf(member)
  return { kind, wanted, fits: testOf(kind, wanted, member) }
}

function testOf(kind: StringMatch['kind'], wanted: string, member: RuleField): StringMatch['fits'] {
  if (kind === 'exact') return (text) => text === wanted
  if (kind === 'prefix') return (text) => text?.startsWith(wanted) ?? false
  const expression = expressionOf(member, wanted)
  return (text) => text !== undefined && expression.test(text)
}

function expressionOf(field: RuleField, source: string): RegExp {
  // Envoy's expressions (RE2) say at their start what JavaScript says in a flag.
  const ignoresCase = source.startsWith('(?i)')
  try {
    return new RegExp(`^(?:${ignoresCase ? source.slice(4) : source})$`, ignoresCase ? 'i' : '')
  } catch {
    return refuse(field, `must be a regular expression, got ${JSON.stringify(source)}`)
  }
}
