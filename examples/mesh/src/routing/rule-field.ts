/** What a rule file holds that this mesh cannot follow; the message names the file, the object and the field. */
export class RuleError extends Error {
  readonly code = 'RULE_REFUSED'
}

/** A value of a rule object, with the place it stands at. */
export interface RuleField {
  readonly value: unknown
  /** The file and the object, as in `rules.yaml: VirtualService reviews`. */
  readonly object: string
  /** The way from the top of the object, as in `spec.http[0].timeout`. */
  readonly path: string
}

/**
 * Ends the reading of a rule.
 * @throws {RuleError} always, with one sentence that says where and what.
 */
export function refuse(field: RuleField, problem: string): never {
  const place = field.path === '' ? field.object : `${field.object}: ${field.path}`
  throw new RuleError(`${place} ${problem}`)
}

/** The members of an object, by name, when it has none but the known ones. */
export function membersOf(
  field: RuleField,
  known: readonly string[],
): Record<string, RuleField | undefined> {
  const members = mapOf(field)
  const unknown = Object.keys(members).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    refuse(members[unknown] as RuleField, `is not supported here; known is ${known.join(', ')}`)
  }
  return members
}

/** The members of an object whose names are free, such as those of header matches. */
export function mapOf(field: RuleField): Record<string, RuleField> {
  const { value } = field
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return refuse(field, `must be an object, got ${shown(value)}`)
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, memberOf(field, name, member)]),
  )
}

/** The elements of a list that has at least one. */
export function listOf(field: RuleField): RuleField[] {
  if (!Array.isArray(field.value) || field.value.length === 0) {
    return refuse(field, `must be a list with at least one entry, got ${shown(field.value)}`)
  }
  return field.value.map((value: unknown, index) => ({
    ...field,
    value,
    path: `${field.path}[${index}]`,
  }))
}

/** A text that is not empty. */
export function textOf(field: RuleField): string {
  if (typeof field.value !== 'string' || field.value === '') {
    return refuse(field, `must be a text, got ${shown(field.value)}`)
  }
  return field.value
}

/** A number between two bounds, both included. */
export function numberOf(field: RuleField, least: number, most: number): number {
  const { value } = field
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    return refuse(field, `must be a number from ${least} to ${most}, got ${shown(value)}`)
  }
  return value
}

/** A whole number between two bounds, both included. */
export function wholeNumberOf(field: RuleField, least: number, most: number): number {
  const value = numberOf(field, least, most)
  return Number.isInteger(value) ? value : refuse(field, `must be a whole number, got ${value}`)
}

/** A member that has to be there. */
export function required(
  members: RuleField,
  name: string,
  member: RuleField | undefined,
): RuleField {
  return member ?? refuse(memberOf(members, name, undefined), 'is missing')
}

function memberOf(field: RuleField, name: string, value: unknown): RuleField {
  return { ...field, value, path: field.path === '' ? name : `${field.path}.${name}` }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
