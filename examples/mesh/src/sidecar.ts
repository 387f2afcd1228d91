/** What stands beside one application: a way in, and a way out to each service it calls. */
export interface Sidecar {
  /** Where others reach the application. */
  readonly url: string
  /** The port at which the application reaches a service, by the service's name. */
  readonly outboundPorts: ReadonlyMap<string, number>
  /** Says where the application itself listens; until then the way in answers 503. */
  connect(applicationUrl: string): void | Promise<void>
  /** Its process; `undefined` where it has none of its own. */
  pid(): number | undefined
  stop(): Promise<void>
}
