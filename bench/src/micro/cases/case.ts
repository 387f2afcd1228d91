import type { CarrierKind, NextRequest } from '../requests.ts'

/** What is measured: set up once, and then run again and again. */
export interface Case {
  readonly about: string
  /** Another kind of carrier than the ring, where the case needs it. */
  readonly carrier?: CarrierKind
  /** Whether its function answers with a promise. */
  readonly isAsync?: boolean
  /** @param isPlain whether there are headers alone, and no request around them */
  readonly prepare: (next: NextRequest, isPlain: boolean) => () => unknown
}

/** Cases, by name. */
export type Cases = Readonly<Record<string, Case>>
