import type { Carrier } from '../capture/carrier.ts'
import type { Targets } from '../targets/targets.ts'

/** What a rule's `value` function is given. */
export interface ValueContext<C = Carrier> {
  /** The header's name as it came in, lower case. */
  readonly name: string
  /** What would be carried without the function, or `undefined` when the header is absent. */
  readonly value: string | undefined
  /** All values that came in under this name, in order. */
  readonly values: readonly string[]
  /** What the headers are read from: the request, in an adapter. */
  readonly carrier: C
}

/** How one header is carried. A plain string is a rule with only a name. */
export interface Rule<C = Carrier> {
  /** The header's name, in any case, or a prefix that ends in `*`, such as `x-tenant-*`. */
  readonly name: string
  /**
   * The name it goes out under; for a prefix, the prefix that takes the place of its own.
   * @default the same name
   */
  readonly as?: string
  /**
   * Filters or makes the value, once a request. Is called also when the header is absent (for a prefix: only for the
   * headers that came in). `undefined` or a blank text: this rule yields nothing. It must not be async.
   */
  readonly value?: (context: ValueContext<C>) => string | undefined
  /**
   * Where this header may go, in place of the policy's `targets`. Required for credentials.
   * @default the policy's
   */
  readonly targets?: Targets
  /**
   * What counts when the header came in more than once: the first value, all joined by `,`, or none.
   * @default 'join' for tracestate and baggage, 'first' for all others
   */
  readonly repeat?: 'first' | 'join' | 'drop'
}
