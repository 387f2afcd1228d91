import type { Workload } from '../workloads.ts'
import type { Destination, DestinationFinder } from './destination.ts'
import { subsetsOf } from './destination-rule.ts'
import type { RoutedRequest } from './request-match.ts'
import { noRetries } from './retries.ts'
import { RuleError, refuse, textOf } from './rule-field.ts'
import type { RuleObject } from './rule-object.ts'
import { serviceOf } from './service-host.ts'
import { type Route, virtualServiceOf } from './virtual-service.ts'

/** All rules together, ready to be asked. */
export interface RouteTable {
  /** The first route of a service that fits a request; without rules, one to all its versions. */
  routeFor(service: string, request: RoutedRequest): Route | undefined
}

/**
 * Reads the rules' specs and ties them together.
 * @throws {RuleError} when one cannot be followed as it stands.
 */
export function compileRoutes(
  objects: readonly RuleObject[],
  workloads: readonly Workload[],
): RouteTable {
  const find = destinationFinder(objects, workloads)
  const routes = new Map<string, readonly Route[]>()
  for (const { spec } of objects.filter(({ kind }) => kind === 'VirtualService')) {
    const virtualService = virtualServiceOf(spec, workloads, find)
    for (const service of virtualService.services) {
      addOnce(routes, service, virtualService.routes, spec.object)
    }
  }
  const defaults = new Map(
    workloads.map(({ service }) => [service, [routeToAll(service, workloads)]] as const),
  )
  return {
    routeFor: (service, request) =>
      (routes.get(service) ?? defaults.get(service))?.find((route) => route.matches(request)),
  }
}

function destinationFinder(
  objects: readonly RuleObject[],
  workloads: readonly Workload[],
): DestinationFinder {
  const subsets = new Map<string, ReadonlyMap<string, readonly Workload[]>>()
  for (const { spec } of objects.filter(({ kind }) => kind === 'DestinationRule')) {
    const read = subsetsOf(spec, workloads)
    addOnce(subsets, read.service, read.workloads, spec.object)
  }
  const services = new Set(workloads.map(({ service }) => service))
  return function findDestination(host, subset) {
    const service = serviceOf(host, services)
    if (subset === undefined) return clusterOf(service, undefined, workloads)
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

function clusterOf(
  service: string,
  subset: string | undefined,
  workloads: readonly Workload[],
): Omit<Destination, 'weight'> {
  return {
    cluster: `outbound|9080|${subset ?? ''}|${service}.default.svc.cluster.local`,
    workloads: workloads.filter((workload) => workload.service === service),
  }
}

function routeToAll(service: string, workloads: readonly Workload[]): Route {
  return {
    matches: () => true,
    destinations: [{ ...clusterOf(service, undefined, workloads), weight: 100 }],
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
