import { channel } from 'node:diagnostics_channel'
import type { Reason } from '../forward/reasons.ts'

/** Published on `waybill:capture` when a request's headers were read. Names only, never values. */
export interface CaptureMessage {
  readonly headers: readonly string[]
}

/** Published on `waybill:forward` for each call, with what may be added to it. Names only, never values. */
export interface ForwardMessage {
  /** The origin of the call, such as `http://reviews:9080`; `undefined` for a target that is not a URL. */
  readonly target: string | undefined
  readonly headers: readonly string[]
}

/** Published on `waybill:drop` when a header was left out. A name and a reason, never a value. */
export interface DropMessage {
  readonly header: string
  readonly reason: Reason
  /** The origin of the call, where the header was dropped on the way out. */
  readonly target?: string | undefined
}

/** Who subscribes with `node:diagnostics_channel` sees what is carried and what is not; free when nobody does. */
export const channels = {
  capture: channel('waybill:capture'),
  forward: channel('waybill:forward'),
  drop: channel('waybill:drop'),
}
