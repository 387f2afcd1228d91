import type { Workload } from '../workloads.ts'
import { type Destination, type DestinationFinder, destinationsOf } from './destination.ts'
import { durationOf } from './duration.ts'
import { type Fault, faultOf } from './fault.ts'
import { type RequestMatch, requestMatchesOf } from './request-match.ts'
import { type Retries, retriesOf } from './retries.ts'
import { listOf, membersOf, type RuleField, refuse, required, textOf } from './rule-field.ts'
import { serviceOf } from './service-host.ts'

/** One entry of a VirtualService's `http`. */
export interface Route {
  /** A request has to satisfy one of them; none stands for every request. */
  readonly matches: readonly RequestMatch[]
  readonly destinations: readonly Destination[]
  readonly fault: Fault
  /** Milliseconds until the whole answer has to be there. */
  readonly timeout: number | undefined
  readonly retries: Retries
}

/** The routes of the services that a VirtualService is for. */
export interface VirtualService {
  readonly services: readonly string[]
  readonly routes: readonly Route[]
}

/** Reads the `spec` of a VirtualService. */
export function virtualServiceOf(
  spec: RuleField,
  workloads: readonly Workload[],
  find: DestinationFinder,
): VirtualService {
  const { hosts, http, gateways } = membersOf(spec, ['hosts', 'http', 'gateways'])
  for (const gateway of gateways === undefined ? [] : listOf(gateways)) {
    if (textOf(gateway) !== 'mesh') refuse(gateway, 'must be mesh: there is no gateway here')
  }
  const known = new Set(workloads.map(({ service }) => service))
  return {
    services: listOf(required(spec, 'hosts', hosts)).map((host) => serviceOf(host, known)),
    routes: listOf(required(spec, 'http', http)).map((field) => routeOf(field, find)),
  }
}

function routeOf(field: RuleField, find: DestinationFinder): Route {
  const known = ['name', 'match', 'route', 'fault', 'timeout', 'retries']
  const { name, match, route, fault, timeout, retries } = membersOf(field, known)
  if (name !== undefined) textOf(name)
  return {
    matches: requestMatchesOf(match),
    destinations: destinationsOf(required(field, 'route', route), find),
    fault: faultOf(fault),
    // As in Istio, 0s stands for no time-out.
    timeout: timeout && (durationOf(timeout) || undefined),
    retries: retriesOf(retries),
  }
}
