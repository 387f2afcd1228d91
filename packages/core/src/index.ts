export { capture } from './capture/capture.ts'
export {
  type Carrier,
  eachHeader,
  type HeaderValue,
  type KeyedCarrier,
  type NodeRequest,
} from './capture/carrier.ts'
export { accept } from './context/accept.ts'
export { bind, bindEmitter } from './context/bind.ts'
export { explain, forward, setHeader } from './context/current-request.ts'
export { current, run } from './context/store.ts'
export type { Reason } from './forward/reasons.ts'
export type { HeaderExplanation, Waybill } from './forward/waybill.ts'
export { familyOf } from './headers/families.ts'
export { presets } from './headers/presets.ts'
export type { Extension, Outgoing } from './policy/extension.ts'
export { definePolicy, type Policy } from './policy/policy.ts'
export type { PolicyOptions } from './policy/policy-options.ts'
export type { Rule, ValueContext } from './policy/rule.ts'
export type { CaptureMessage, DropMessage, ForwardMessage } from './report/diagnostics.ts'
export type { CallTarget } from './targets/decisions.ts'
export type { Target, Targets } from './targets/targets.ts'
export { urlAt } from './targets/url-at.ts'
