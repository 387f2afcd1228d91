import type { Policy } from '@waybill/core'

/** From one start to its stop. */
export interface Session {
  readonly policy: Policy
  /** What cannot be put back at the stop does nothing from then on. */
  isOn: boolean
}
