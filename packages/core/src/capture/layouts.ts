import type { Notes } from '../forward/waybill.ts'
import { isBlank, isCarriable } from '../headers/header-value.ts'
import type { CompiledRule } from '../policy/compile-rules.ts'
import type { CompiledPolicy } from '../policy/policy.ts'
import type { PolicyOptions } from '../policy/policy-options.ts'
import type { NodeRequest } from './carrier.ts'
import type { Draft } from './draft.ts'
import { hasSameValues } from './has-same-values.ts'
import { isParsedByNode } from './is-parsed-by-node.ts'
import { filled, MOST_FILLED, type Slots } from './slots.ts'

/** Where the values of requests of one kind stand in their `rawHeaders`. */
export interface Layout extends Slots {
  /** Of `rawHeaders`. */
  readonly length: number
  /** Names that their headers came in under, and where their values stand; `ABSENT` for one that did not come in. */
  readonly inbound: readonly string[]
  readonly inboundAt: readonly number[]
  /** The names of all their headers, in order, unless `inbound` has those of all rules. */
  readonly allNames: readonly string[] | undefined
  readonly notes: Notes | undefined
  /** The values last seen there that Node had not parsed. */
  readonly checked: string[]
}

// Where nothing ever stands.
const ABSENT = 2 ** 30
const MOST_LAYOUTS = 16
// Requests of ever new layouts cost little more than if none were remembered.
const REMEMBERED_MISSES = 8

/**
 * The layouts of the last kinds of requests. What one client sends through one sidecar has the same headers in the same
 * order, so nothing of it must be looked for or copied: its waybill refers to `rawHeaders`, which nobody changes. The
 * number of rules does not count.
 */
export class Layouts {
  private readonly isPossible: boolean
  /** The inbound names of all rules, where these are few and whole. */
  private readonly ruleNames: readonly string[] | undefined
  private readonly mostBytes: number
  private readonly layouts: Layout[] = []
  private misses = 0

  constructor(
    rules: readonly CompiledRule[],
    { maxValueBytes, maxTotalBytes }: Required<PolicyOptions>,
  ) {
    this.isPossible = !rules.some(
      // An ordinary object, as `headers` is, does not tell whether `__proto__` came in.
      ({ name, value, repeat }) => value || repeat === 'drop' || name === '__proto__',
    )
    // Of rules that make the same header, one may leave another's unused, which is neither carried nor absent then.
    const hasRivals = new Set(rules.map(({ as }) => as)).size < rules.length
    if (rules.length <= MOST_FILLED && !hasRivals && !rules.some(({ isPrefix }) => isPrefix))
      this.ruleNames = [...new Set(rules.map(({ name }) => name))]
    this.mostBytes = Math.min(maxValueBytes, maxTotalBytes)
  }

  /** The layout of a request, if it is known and all values can be carried as they are. */
  find(request: NodeRequest): Layout | undefined {
    const { headers, rawHeaders } = request
    for (let i = 0; i < this.layouts.length; i++) {
      const layout = this.layouts[i] as Layout
      if (
        rawHeaders.length === layout.length &&
        hasSameValues(headers, layout.inbound, rawHeaders, layout.inboundAt) &&
        (!layout.allNames || hasSameNames(headers, layout.allNames))
      )
        return this.isCarriedWhole(request, layout) ? layout : undefined
    }
    return undefined
  }

  /** Remembers the layout of one request in eight that had none, if its names alone decide what is carried. */
  remember(policy: CompiledPolicy, { headers, rawHeaders }: NodeRequest, draft: Draft): void {
    if (!this.isPossible || this.misses++ % REMEMBERED_MISSES !== 0) return
    const { names, values, rules, notes } = draft
    for (const reason of notes.values()) if (reason !== 'never-carried') return
    if (!policy.generate.every((name) => names.includes(name))) return
    const inbound = names.map((as, i) =>
      inboundName(policy.rules[rules[i] as number] as CompiledRule, as),
    )
    const at = inbound.map(
      (inbound) =>
        rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === inbound) + 1,
    )
    if (at.some((place, i) => rawHeaders[place] !== values[i])) return
    const { ruleNames } = this
    this.layouts.unshift({
      policy,
      names,
      rules,
      at,
      filledNames: filled(names),
      filledAt: filled(at),
      length: rawHeaders.length,
      inbound: filled(ruleNames ?? inbound),
      inboundAt: filled(ruleNames?.map((name) => at[inbound.indexOf(name)] ?? ABSENT) ?? at),
      allNames: ruleNames ? undefined : Object.keys(headers),
      notes: notes.size > 0 ? notes : undefined,
      checked: [],
    })
    this.layouts.length = Math.min(this.layouts.length, MOST_LAYOUTS)
  }

  private isCarriedWhole(request: NodeRequest, { at, checked }: Layout): boolean {
    const isParsed = isParsedByNode(request)
    let bytes = 0
    for (let i = 0; i < at.length; i++) {
      const value = request.rawHeaders[at[i] as number] as string
      bytes += value.length
      if (isBlank(value)) return false
      if (isParsed || checked[i] === value) continue
      if (!isCarriable(value)) return false
      checked[i] = value
    }
    return bytes <= this.mostBytes
  }
}

function inboundName({ name, as, isPrefix }: CompiledRule, outgoing: string): string {
  return isPrefix ? name + outgoing.slice(as.length) : name
}

/** Whether these are the names in `headers`, which the application may have edited. */
function hasSameNames(headers: NodeRequest['headers'], names: readonly string[]): boolean {
  let i = 0
  // A list of the names would have to be made for each request.
  for (const name in headers) if (name !== names[i++]) return false
  return i === names.length
}
