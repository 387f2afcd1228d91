/** Where everything can be reached. */
export interface Addresses {
  /** The page itself, as `http://127.0.0.1:9080/productpage`. */
  readonly productpage: string
  /** The trace view, which is the collector and the control API too. */
  readonly view: string
  /** The Zipkin that was started, as `http://127.0.0.1:9087`. */
  readonly zipkin: string | undefined
  readonly sidecars: 'embedded' | 'envoy'
  /** Each service behind its sidecar. */
  readonly services: readonly ServiceAddress[]
}

/** Where one version of a service can be reached. */
export interface ServiceAddress {
  readonly name: string
  readonly version: string
  /** As `reviews-v2`. */
  readonly workload: string
  readonly url: string
}

/** A process that was started. */
export interface ProcessAddress {
  /** As `reviews-v2`, `reviews-v2 sidecar` or `zipkin`. */
  readonly name: string
  readonly pid: number
}
