import type { IncomingHttpHeaders } from 'node:http'
import { presets } from '@waybill/core'

/** Istio's headers of a request, copied by hand, as a service does that is sound. */
export function copied(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    presets.istio.flatMap((name) => {
      const value = headers[String(name)]
      return value === undefined ? [] : [[String(name), String(value)]]
    }),
  )
}
