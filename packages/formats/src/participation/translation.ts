import { channel } from 'node:diagnostics_channel'
import { lossOf } from '../loss-of.ts'
import type { Format, TraceContext } from '../trace-context.ts'

/** Published on `waybill:translate` for each translation of a request's context. Names only, never values. */
export interface TranslateMessage {
  readonly from: Format
  readonly to: Format
  /** What of the context the other format cannot say. */
  readonly lost: readonly string[]
}

const translations = channel('waybill:translate')

/** Says what a translation loses, if anyone listens. */
export function reportTranslation(from: Format, to: Format, context: TraceContext): void {
  if (translations.hasSubscribers) {
    const message: TranslateMessage = { from, to, lost: lossOf(from, to, context) }
    translations.publish(message)
  }
}
