import type { Reason } from '../forward/reasons.ts'

/** What is known of one request while it is read. */
export class Draft {
  /** Outgoing names, their values, and the places of their rules. */
  names: string[] = []
  values: string[] = []
  rules: number[] = []
  /** By outgoing name, why it is left out, or that it was made. */
  readonly notes = new Map<string, Reason>()

  /** The value of a header, by its outgoing name. */
  value(name: string): string | undefined {
    return this.values[this.names.indexOf(name)]
  }

  /** Notes something of a header. */
  note(name: string, reason: Reason): void {
    this.notes.set(name, reason)
  }

  /** Takes a header in. */
  take(name: string, value: string, rule: number): void {
    this.names.push(name)
    this.values.push(value)
    this.rules.push(rule)
    if (this.notes.size > 0) this.notes.delete(name)
  }

  /** Takes headers out again, and notes why. */
  discard(isDiscarded: (name: string) => boolean, reason: Reason): void {
    const { names, values, rules } = this
    this.names = []
    this.values = []
    this.rules = []
    for (const [i, name] of names.entries()) {
      if (isDiscarded(name)) this.note(name, reason)
      else this.take(name, values[i] as string, rules[i] as number)
    }
  }
}
