import { Counter, collectDefaultMetrics, Registry } from 'prom-client'

/** What productpage tells Prometheus. */
export interface Metrics {
  /** Counts one answer of a service, or its failure as 500. */
  count(service: string, status: number): void
  contentType: string
  text(): Promise<string>
}

/** Returns metrics of their own: the process's default ones, and `request_result_total`. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const results = new Counter({
    name: 'request_result_total',
    help: 'Results of requests to the other services',
    labelNames: ['destination_app', 'response_code'],
    registers: [registry],
  })
  return {
    count: (service, status) => results.inc({ destination_app: service, response_code: status }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}
