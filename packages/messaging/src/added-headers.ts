import { type Carrier, current } from '@waybill/core'

/**
 * The headers of the current waybill that may be added to a message, or `undefined` when there are none.
 * @param target the broker
 * @param already the headers that the message has; they win, and so do their families
 */
export function addedHeaders(
  target: readonly string[],
  already: object | undefined,
): Record<string, string> | undefined {
  const waybill = current()
  if (!waybill || waybill.isEmpty) return undefined
  const added = waybill.forward(target, (already ?? undefined) as Carrier | undefined)
  return Object.keys(added).length > 0 ? added : undefined
}

/** The same headers with their values in another shape. */
export function mapValues<V>(
  headers: Readonly<Record<string, string>>,
  shape: (value: string) => V,
): Record<string, V> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, shape(value)]))
}
