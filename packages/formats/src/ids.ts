const TRACE_ID = /^[0-9a-f]{16}(?:[0-9a-f]{16})?$/
const SPAN_ID = /^[0-9a-f]{16}$/
const DECIMAL = /^\d{1,20}$/

/** Whether a value is a trace id of 16 or 32 digits, and not zero. */
export function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && TRACE_ID.test(value) && !isZero(value)
}

/** Whether a value is a span id, and not zero. */
export function isSpanId(value: unknown): value is string {
  return typeof value === 'string' && SPAN_ID.test(value) && !isZero(value)
}

/** Whether a text has no digit but 0. */
export function isZero(digits: string): boolean {
  return !/[^0]/.test(digits)
}

/** The lower 16 digits of a trace id. */
export function low(traceId: string): string {
  return traceId.slice(-16)
}

/** A trace id of 32 digits. */
export function wide(traceId: string): string {
  return traceId.padStart(32, '0')
}

/** The hex of an unsigned decimal of 64 bits that is not zero, which it is on the wire of Datadog and Google. */
export function fromDecimal(text: string | undefined): string | undefined {
  if (text === undefined || !DECIMAL.test(text)) return undefined
  const hex = BigInt(text).toString(16).padStart(16, '0')
  return isSpanId(hex) ? hex : undefined
}

/** The decimal of an id in hex. */
export function toDecimal(hex: string): string {
  return BigInt(`0x${hex}`).toString()
}
