import type { Receiver } from './send-on.ts'
import { apiAddress } from './send-on-address.ts'

/** How long one batch may take, in milliseconds. */
const patience = 5000

/**
 * Makes a receiver of a collector that takes Zipkin's version 2 JSON, from its base address.
 * @throws TypeError when the address is not an http(s) address
 */
export function zipkinReceiver(base: string): Receiver {
  const address = apiAddress(base, '/api/v2/spans', 'http://127.0.0.1:9411')
  return {
    address,
    async deliver(spans) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(spans),
        signal: AbortSignal.timeout(patience),
      })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`it answered ${response.status}`)
    },
  }
}
