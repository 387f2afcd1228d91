import type { MeshState } from './mesh-api.ts'
import type { PageLoad } from './page-loads.ts'
import { serviceOf, versionOf } from './span-facts.ts'

/** Lists the versions of each service: those the mesh runs, and those seen in spans. */
export function serviceVersions(
  running: MeshState['services'],
  loads: readonly PageLoad[],
): Map<string, string[]> {
  const seen = loads.flatMap((load) =>
    load.traces.flatMap((trace) =>
      trace.nodes.map(({ span }) => ({ name: serviceOf(span), version: versionOf(span) })),
    ),
  )
  const versions = new Map<string, string[]>()
  for (const { name, version } of [...running, ...seen]) {
    const known = versions.get(name) ?? []
    const isNew = version !== undefined && !known.includes(version)
    versions.set(name, isNew ? [...known, version].sort() : known)
  }
  return versions
}
