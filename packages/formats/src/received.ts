import { type Carrier, eachHeader } from '@waybill/core'

/** Headers by lower-case name, each with all its values, in order and without the whitespace around them. */
export type Received = ReadonlyMap<string, readonly (string | Uint8Array)[]>

/**
 * Reads the headers of a carrier.
 * @throws what a hostile carrier throws
 */
export function receive(carrier: Carrier): Received {
  const received = new Map<string, (string | Uint8Array)[]>()
  eachHeader(carrier, function add(name, value) {
    if (Array.isArray(value)) {
      for (const one of value) if (!Array.isArray(one)) add(name, one)
      return
    }
    const isText = typeof value === 'string' || typeof value === 'number'
    if (!isText && !(value instanceof Uint8Array)) return
    const one = isText ? trim(`${value}`) : value
    const values = received.get(name)
    if (values) values.push(one)
    else received.set(name, [one])
  })
  return received
}

/** The text of a header that may come once: what came more than once is no valid value of any format. */
export function one(received: Received, name: string): string | undefined {
  const values = received.get(name)
  if (!values) return undefined
  const [value] = values
  return values.length === 1 && typeof value === 'string' ? value : ','
}

/** A text without the spaces and tabs around it, which HTTP allows. */
export function trim(text: string): string {
  // By hand: `trim` takes more away than that, and an expression for the end of a text takes quadratic time.
  let start = 0
  let end = text.length
  while (isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
