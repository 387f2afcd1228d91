/** Where everything can be reached. */
export interface Addresses {
  /** The page itself, as `http://127.0.0.1:9080/productpage`. */
  readonly productpage: string
  /** The trace view, which is the collector and the control API too. */
  readonly view: string
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
