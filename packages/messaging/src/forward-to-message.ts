import { addedHeaders } from './added-headers.ts'
import { type BrokerOptions, brokerUrls } from './broker.ts'

/**
 * The headers of a message with those of the current waybill added, as a new object, for a client that has no wrapper
 * here. Their own win. Added values are texts with a character for each byte. It never throws: to a broker that cannot
 * be read nothing is added.
 */
export function forwardToMessage<V = string>(
  headers?: Readonly<Record<string, V>>,
  options: BrokerOptions = {},
): Record<string, V | string> {
  return { ...headers, ...addedHeaders(brokerUrls(options), headers) }
}
