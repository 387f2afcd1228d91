import type { Workload } from '../workloads.ts'
import type { Cluster, DestinationFinder } from './destination.ts'
import { type Subsets, subsetsOf } from './destination-rule.ts'
import { fitsRequest, type RoutedRequest } from './request-match.ts'
import { noRetries } from './retries.ts'
import { RuleError, refuse, textOf } from './rule-field.ts'
import type { RuleObject } from './rule-object.ts'
import { serviceOf } from './service-host.ts'
import { type Route, virtualServiceOf } from './virtual-service.ts'

/** All rules together, ready to be asked. */
export interface RouteTable {
  /** The routes of a service in their order; without rules, one to all its versions. */
  routesOf(service: string): readonly Route[]
  /** The first route of a service that fits a request. */
  routeFor(service: string, request: RoutedRequest): Route | undefined
  /** Every service and every subset that has a name, whether a route leads there or not. */
  readonly clusters: readonly Cluster[]
}

/**
 * Reads the rules' specs and ties them together.
 * @throws {RuleError} when one cannot be followed as it stands.
 */
export function compileRoutes(
  objects: readonly RuleObject[],
  workloads: readonly Workload[],
): RouteTable {
  const services = new Set(workloads.map(({ service }) => service))
  const subsets = subsetsByService(objects, workloads)
  const find = destinationFinder(services, subsets, workloads)
  const routes = new Map<string, readonly Route[]>()
  for (const { spec } of objects.filter(({ kind }) => kind === 'VirtualService')) {
    const virtualService = virtualServiceOf(spec, workloads, find)
    for (const service of virtualService.services) {
      addOnce(routes, service, virtualService.routes, spec.object)
    }
  }
  for (const service of services) {
    if (!routes.has(service)) routes.set(service, [routeToAll(service, workloads)])
  }
  const routesOf = (service: string) => routes.get(service) ?? []
  return {
    routesOf,
    routeFor: (service, request) =>
      routesOf(service).find(({ matches }) => fitsRequest(matches, request)),
    clusters: [...services].flatMap((service) => [
      wholeService(service, workloads),
      ...[...(subsets.get(service) ?? [])].map(([name, members]) =>
        clusterOf(service, name, members),
      ),
    ]),
  }
}

type SubsetsByService = ReadonlyMap<string, Subsets['workloads']>

function subsetsByService(
  objects: readonly RuleObject[],
  workloads: readonly Workload[],
): SubsetsByService {
  const subsets = new Map<string, Subsets['workloads']>()
  for (const { spec } of objects.filter(({ kind }) => kind === 'DestinationRule')) {
    const read = subsetsOf(spec, workloads)
    addOnce(subsets, read.service, read.workloads, spec.object)
  }
  return subsets
}

function destinationFinder(
  services: ReadonlySet<string>,
  subsets: SubsetsByService,
  workloads: readonly Workload[],
): DestinationFinder {
  return function findDestination(host, subset) {
    const service = serviceOf(host, services)
    if (subset === undefined) return wholeService(service, workloads)
    const name = textOf(subset)
    const named = subsets.get(service)
    const members = named?.get(name)
    if (members !== undefined) return clusterOf(service, name, members)
    const known = [...(named?.keys() ?? [])].join(', ') || 'none'
    return refuse(
      subset,
      `is ${JSON.stringify(name)}, which no DestinationRule gives to ${service}; it has ${known}`,
    )
  }
}

function wholeService(service: string, workloads: readonly Workload[]): Cluster {
  const members = workloads.filter((workload) => workload.service === service)
  return clusterOf(service, '', members)
}

function clusterOf(service: string, subset: string, workloads: readonly Workload[]): Cluster {
  return {
    cluster: `outbound|9080|${subset}|${service}.default.svc.cluster.local`,
    workloads,
  }
}

function routeToAll(service: string, workloads: readonly Workload[]): Route {
  return {
    matches: [],
    destinations: [{ ...wholeService(service, workloads), weight: 100 }],
    fault: {},
    timeout: undefined,
    retries: noRetries,
  }
}

function addOnce<T>(map: Map<string, T>, service: string, value: T, object: string): void {
  if (map.has(service)) {
    throw new RuleError(`${object}: is for ${service}, which another object of its kind is for`)
  }
  map.set(service, value)
}
