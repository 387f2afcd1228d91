import type { Workload } from '../workloads.ts'
import { listOf, membersOf, type RuleField, refuse, required, wholeNumberOf } from './rule-field.ts'

/** A service, or a subset of its versions. */
export interface Cluster {
  /** Envoy's name for it, as `outbound|9080|v2|reviews.default.svc.cluster.local`. */
  readonly cluster: string
  /** Its instances; none, where a subset's labels are carried by no workload. */
  readonly workloads: readonly Workload[]
}

/** Where a share of a route's requests goes. */
export interface Destination extends Cluster {
  /** Its share in percent. */
  readonly weight: number
}

/** Finds what a `destination` names among the services and their subsets. */
export type DestinationFinder = (host: RuleField, subset: RuleField | undefined) => Cluster

/** Reads `route`: one destination, or several whose weights add up to 100. */
export function destinationsOf(field: RuleField, find: DestinationFinder): Destination[] {
  const entries = listOf(field)
  const whole = entries.length === 1 ? 100 : 0
  const destinations = entries.map((entry) => destinationOf(entry, whole, find))
  const sum = destinations.reduce((total, { weight }) => total + weight, 0)
  if (sum !== 100) refuse(field, `must have weights that add up to 100, they add up to ${sum}`)
  return destinations
}

/** The destination that a number from 0 up to 1 falls on. */
export function chooseDestination(
  destinations: readonly Destination[],
  draw: number,
): Destination | undefined {
  let rest = draw * 100
  return destinations.find(({ weight }) => {
    rest -= weight
    return rest < 0
  })
}

function destinationOf(field: RuleField, whole: number, find: DestinationFinder): Destination {
  const { destination, weight } = membersOf(field, ['destination', 'weight'])
  const target = required(field, 'destination', destination)
  const { host, subset, port } = membersOf(target, ['host', 'subset', 'port'])
  if (port !== undefined) {
    const { number } = membersOf(port, ['number'])
    const wanted = required(port, 'number', number)
    if (wanted.value !== 9080) refuse(wanted, 'must be 9080, the port of every service here')
  }
  return {
    ...find(required(target, 'host', host), subset),
    weight: weight === undefined ? whole : wholeNumberOf(weight, 0, 100),
  }
}
