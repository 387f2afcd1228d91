import { isBlank, isCarriable } from '../headers/header-value.ts'
import type { CompiledRule } from '../policy/compile-rules.ts'
import type { CompiledPolicy } from '../policy/policy.ts'
import type { PolicyOptions } from '../policy/policy-options.ts'
import type { NodeRequest } from './carrier.ts'
import type { Draft } from './draft.ts'
import { hasSameValues, MOST_PLACES, STEP } from './has-same-values.ts'
import { isParsedByNode } from './is-parsed-by-node.ts'
import type { Slots } from './slots.ts'

/** Where the values of requests of one kind stand in their `rawHeaders`: a slot for each rule of the policy. */
export interface Layout extends Slots {
  /** Those of `at` that stand in `rawHeaders`. */
  readonly present: readonly number[]
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
 * order, so nothing of it must be looked for or copied: its waybill refers to `rawHeaders`, which nobody changes.
 */
export class Layouts {
  private readonly inbound: readonly string[]
  private readonly names: readonly string[]
  private readonly rules: readonly number[]
  private readonly isPossible: boolean
  private readonly mostBytes: number
  private readonly layouts: Layout[] = []
  private misses = 0

  constructor(
    rules: readonly CompiledRule[],
    { maxValueBytes, maxTotalBytes }: Required<PolicyOptions>,
  ) {
    this.inbound = filled(rules.map(({ name }) => name))
    this.names = filled(rules.map(({ as }) => as))
    this.rules = this.names.map((_, index) => index)
    this.isPossible =
      rules.length <= MOST_PLACES &&
      new Set(rules.map(({ as }) => as)).size === rules.length &&
      !rules.some(({ isPrefix, value, repeat }) => isPrefix || value || repeat === 'drop')
    this.mostBytes = Math.min(maxValueBytes, maxTotalBytes)
  }

  /** The layout of a request, if it is known and all values can be carried as they are. */
  find(request: NodeRequest): Layout | undefined {
    const { headers, rawHeaders } = request
    for (let i = 0; i < this.layouts.length; i++) {
      const layout = this.layouts[i] as Layout
      if (hasSameValues(headers, this.inbound, rawHeaders, layout.at))
        return this.isCarriedWhole(request, layout) ? layout : undefined
    }
    return undefined
  }

  /** Remembers the layout of one request in eight that had none, of which all that came in was captured as it came. */
  remember(policy: CompiledPolicy, { rawHeaders }: NodeRequest, draft: Draft): void {
    if (!this.isPossible || this.misses++ % REMEMBERED_MISSES !== 0) return
    const at = this.names.map((as, index) => {
      const value = draft.value(as)
      if (value === undefined) return ABSENT
      const inbound = this.inbound[index]
      const place = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === inbound)
      return rawHeaders[place + 1] === value ? place + 1 : Number.NaN
    })
    if (at.includes(Number.NaN)) return
    const present = at.filter((place) => place !== ABSENT)
    const { names, rules } = this
    const isEmpty = present.length === 0
    this.layouts.unshift({
      policy,
      names,
      rules,
      at,
      isEmpty,
      isFilled: true,
      present,
      checked: [],
    })
    this.layouts.length = Math.min(this.layouts.length, MOST_LAYOUTS)
  }

  private isCarriedWhole(request: NodeRequest, { present, checked }: Layout): boolean {
    const isParsed = isParsedByNode(request)
    let bytes = 0
    for (let i = 0; i < present.length; i++) {
      const value = request.rawHeaders[present[i] as number] as string
      bytes += value.length
      if (isBlank(value)) return false
      if (isParsed || checked[i] === value) continue
      if (!isCarriable(value)) return false
      checked[i] = value
    }
    return bytes <= this.mostBytes
  }
}

function filled(names: readonly string[]): string[] {
  const length = Math.max(1, Math.ceil(names.length / STEP)) * STEP
  return Array.from({ length }, (_, index) => names[index] ?? '')
}
