import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import type { Receiver } from './send-on.ts'
import { apiAddress } from './send-on-address.ts'
import { readableSpans } from './send-on-otlp-spans.ts'

/** How long one batch may take, in milliseconds, with all that the exporter tries again. */
const patience = 5000

/**
 * Makes a receiver of a collector that takes OTLP over HTTP, from its base address.
 * Headers such as an API key come from `OTEL_EXPORTER_OTLP_HEADERS`, as for any exporter.
 * @throws TypeError when the address is not an http(s) address
 */
export function otlpReceiver(base: string): Receiver {
  const address = apiAddress(base, '/v1/traces', 'http://127.0.0.1:4318')
  const exporter = new OTLPTraceExporter({
    url: address,
    timeoutMillis: patience,
  })
  return {
    address,
    deliver: (spans) =>
      new Promise((resolve, reject) => {
        exporter.export(readableSpans(spans), ({ error, code }) => {
          // What the library calls ExportResultCode.SUCCESS, in a package that it keeps to itself.
          if (code === 0) resolve()
          else reject(error ?? new Error('it did not take them'))
        })
      }),
  }
}
