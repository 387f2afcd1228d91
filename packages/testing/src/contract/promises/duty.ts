import type { PolicyOptions } from '@waybill/core'
import type { Lacks } from '../subject.ts'
import type { Trial } from '../trial.ts'

/** One thing that an adapter owes, and how it is shown. */
export interface Duty {
  readonly name: string
  /** What a subject must be able to, beside carrying headers. */
  readonly needs?: readonly (keyof Lacks)[]
  readonly options?: PolicyOptions
  /** The most connections to the service at once; 50, if not given. */
  readonly connections?: number
  show(trial: Trial): Promise<void>
}
