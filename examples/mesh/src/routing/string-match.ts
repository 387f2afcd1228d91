import { membersOf, type RuleField, refuse, textOf } from './rule-field.ts'

/** Says whether a text is what a rule asks for; `undefined` stands for a header that is absent. */
export type StringMatch = (text: string | undefined) => boolean

/** Reads `exact`, `prefix` or `regex`; a regex has to match the whole text, as in Envoy. */
export function stringMatchOf(field: RuleField): StringMatch {
  const members = membersOf(field, ['exact', 'prefix', 'regex'])
  const [name, ...others] = Object.keys(members)
  if (name === undefined || others.length > 0) {
    refuse(field, 'must hold one of exact, prefix and regex')
  }
  const member = members[name] as RuleField
  const wanted = textOf(member)
  if (name === 'exact') return (text) => text === wanted
  if (name === 'prefix') return (text) => text?.startsWith(wanted) ?? false
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
