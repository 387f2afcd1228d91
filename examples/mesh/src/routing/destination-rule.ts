import type { Workload } from '../workloads.ts'
import { listOf, mapOf, membersOf, type RuleField, refuse, required, textOf } from './rule-field.ts'
import { serviceOf } from './service-host.ts'

/** The named groups of a service's versions. */
export interface Subsets {
  readonly service: string
  /** The subset's name, and the workloads that carry its labels. */
  readonly workloads: ReadonlyMap<string, readonly Workload[]>
}

/** Reads the `spec` of a DestinationRule. */
export function subsetsOf(spec: RuleField, workloads: readonly Workload[]): Subsets {
  const { host, subsets } = membersOf(spec, ['host', 'subsets'])
  const services = new Set(workloads.map(({ service }) => service))
  const service = serviceOf(required(spec, 'host', host), services)
  const candidates = workloads.filter((workload) => workload.service === service)
  const named = new Map<string, readonly Workload[]>()
  for (const field of subsets === undefined ? [] : listOf(subsets)) {
    const { name, labels } = membersOf(field, ['name', 'labels'])
    const nameField = required(field, 'name', name)
    if (named.has(textOf(nameField))) refuse(nameField, 'names a subset that exists already')
    const wanted = labels === undefined ? [] : Object.entries(mapOf(labels))
    named.set(
      textOf(nameField),
      candidates.filter((workload) => wanted.every((label) => carries(workload, label))),
    )
  }
  return { service, workloads: named }
}

function carries(workload: Workload, [label, field]: [string, RuleField]): boolean {
  const value = textOf(field)
  if (label === 'version') return workload.version === value
  if (label === 'app') return workload.service === value
  return refuse(field, 'is no label of a workload here; those are app and version')
}
