/** One version of a service: a process of its own, behind a sidecar of its own. */
export interface Workload {
  /** As `reviews-v2`. */
  readonly name: string
  readonly service: string
  readonly version: string
  /** The services it calls. */
  readonly calls: readonly string[]
  /** What it is told by environment, beside where its upstream services are. */
  readonly environment: Readonly<Record<string, string>>
}

/** Bookinfo, in the order in which it is listed. */
export const bookinfo: readonly Workload[] = [
  workload('productpage', 'v1', ['details', 'reviews', 'ratings']),
  workload('details', 'v1', []),
  workload('reviews', 'v1', ['ratings'], { ENABLE_RATINGS: 'false' }),
  workload('reviews', 'v2', ['ratings'], { ENABLE_RATINGS: 'true', STAR_COLOR: 'black' }),
  workload('reviews', 'v3', ['ratings'], { ENABLE_RATINGS: 'true', STAR_COLOR: 'red' }),
  workload('ratings', 'v1', []),
]

function workload(
  service: string,
  version: string,
  calls: string[],
  environment: Record<string, string> = {},
): Workload {
  return { name: `${service}-${version}`, service, version, calls, environment }
}
